"""Write what the site is built with as CycloneDX, for the programs that read it: `make sbom`.

It is made from the lock of the site. The same commit gives the same bytes: the date is that of the
book, and the serial number comes from it and from the lock.
"""

from __future__ import annotations

import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from checkout import ROOT
from extensions.inputs import date_of_book
from licences import licence_of
from lock import SITE
from pinned import Pin, asked, pinned

TARGET = Path("_build", "sbom.cdx.json")


def bill(root: Path = ROOT) -> str:
    """The packages of the site's lock: versions, digests, licences, and who needs which.

    JSON, of CycloneDX 1.6. Raises ValueError where the book has no date.
    """
    date = date_of_book(root)
    if date is None:
        raise ValueError(
            "The list bears the date of the book, and there is no commit here to take it from. Set "
            "SOURCE_DATE_EPOCH to whole seconds since 1970, such as 1764000000."
        )
    lock = (root / SITE).read_text(encoding="utf-8")
    components = {pin: _component(pin) for pin in pinned(lock)}
    direct = {wish.name for wish in asked((root / "requirements.in").read_text(encoding="utf-8"))}
    book = _book(root)
    bom = Bom(
        serial_number=uuid5(NAMESPACE_OID, f"{date} {lock}"),
        metadata=BomMetaData(component=book, timestamp=datetime.fromtimestamp(date, UTC)),
        components=components.values(),
    )
    bom.register_dependency(book, [components[pin] for pin in components if pin.name in direct])
    for pin, component in components.items():
        needed = [components[other] for other in components if pin.name in other.asked_by]
        bom.register_dependency(component, needed)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _book(root: Path) -> Component:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
    )


def _component(pin: Pin) -> Component:
    address = PackageURL(type="pypi", name=pin.name, version=pin.version)
    licence = licence_of(pin.name)
    return Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(address),
        purl=address,
        licenses=[LicenseExpression(licence)] if licence else [],
        # Digests of the files that may be installed. The lock names no place to have them from.
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(str(address)),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in pin.hashes],
            )
        ],
    )


def main(root: Path = ROOT) -> None:
    target = root / TARGET
    target.parent.mkdir(exist_ok=True)
    try:
        target.write_text(bill(root), encoding="utf-8", newline="\n")
    except ValueError as fault:
        sys.exit(str(fault))
    print(f"{TARGET.as_posix()}: what the site is built with, as CycloneDX")


if __name__ == "__main__":
    main()
