"""Writes the bill of materials of the locked packages, in CycloneDX 1.6 as JSON.

    python -m scripts.sbom [FILE]       var/sbom.cdx.json where no file is named (make sbom)

What a running portal installs or sends to browsers has the scope "required", tools have "excluded". Hashes of Python
packages stand in the locked lists, several a package; of npm packages here. It holds no path and no address of where
packages were fetched from.
"""

import argparse
import base64
import sys
import tomllib
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from scripts.licences import licence
from scripts.locked import ROOT, Package, direct, packages

FILE = ROOT / "var" / "sbom.cdx.json"


def made() -> str:
    """The bill as JSON text. Raises ValueError where it does not keep to the schema of CycloneDX."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    root = Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        description=project["description"],
        licenses=[LicenseFactory().make_from_string(project["license"])],
        bom_ref=project["name"],
    )
    bom = Bom()
    bom.metadata.component = root
    asked, ours = direct(), []
    for package in packages():
        component = _component(package)
        bom.components.add(component)
        bom.register_dependency(component)
        if (package.source, package.name) in asked:
            ours.append(component)
    bom.register_dependency(root, ours)
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"The bill of materials does not keep to its schema: {wrong}")
    return text


def _component(package: Package) -> Component:
    scope, _, name = package.name.rpartition("/")
    address = PackageURL(package.source, scope or None, name, package.version)
    told = licence(package).replace("LicenseRef-BSD", "BSD")
    return Component(
        type=ComponentType.LIBRARY,
        group=scope or None,
        name=name,
        version=package.version,
        purl=address,
        bom_ref=address.to_string(),
        scope=ComponentScope.REQUIRED if package.is_running else ComponentScope.EXCLUDED,
        licenses=[LicenseFactory().make_from_string(told)] if told else [],
        hashes=_hashes(package.integrity),
        properties=[Property(name="portal:list", value=one) for one in package.lists],
    )


def _hashes(integrity: str) -> list[HashType]:
    algorithm, _, digest = integrity.partition("-")
    if algorithm != "sha512":
        return []
    return [HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.sbom", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=FILE)
    path = parser.parse_args().file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made(), encoding="utf-8")
    except OSError as error:
        sys.exit(f"{path} cannot be written: {error.strerror}. Name another file.")
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    print(f"Wrote {len(packages())} packages into {shown}.")


if __name__ == "__main__":
    main()
