"""The data preparation that every chapter shares: from tables to findings. Draws nothing."""

import lazy_loader

# ``__init__.pyi`` says which names, of which module; a name loads its module when it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
