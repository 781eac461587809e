"""From findings to what a page shows: figures, tables, sentences, language. Computes no finding."""

import lazy_loader

# ``__init__.pyi`` says which names, of which module; a name loads its module when it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
