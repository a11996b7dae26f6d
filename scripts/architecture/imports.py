"""What imports what when the portal runs, and where that runs in a circle.

An import for types alone is none. Importing a module runs the faces (`__init__`) of the packages around it first, so
these count as imported too, except by a module inside of them: whoever runs it has run its faces already.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import grimp

PACKAGES = ("portal", "workflow", "forms")


@dataclass(frozen=True)
class Circle:
    """Modules each of which imports, by some way, each other; and the shortest way round."""

    modules: tuple[str, ...]
    shortest: tuple[str, ...]

    def __str__(self) -> str:
        return f"{len(self.modules)} modules import each other, the shortest way round: {' → '.join(self.shortest)}"


def graph(*packages: str) -> grimp.ImportGraph:
    """Every import at run time between the modules of these packages, migrations left out."""
    found = grimp.build_graph(*(packages or PACKAGES), exclude_type_checking_imports=True, cache_dir=None)
    for module in found.modules:
        if ".migrations" in module:
            found.remove_module(module)
    return found


def with_faces(found: grimp.ImportGraph) -> grimp.ImportGraph:
    """The same imports, and those of the packages around each imported module."""
    for importer in sorted(found.modules):
        for imported in sorted(found.find_modules_directly_imported_by(importer)):
            for face in _around(imported):
                if face != importer and not importer.startswith(f"{face}."):
                    found.add_import(importer=importer, imported=face)
    return found


def _around(module: str) -> Iterator[str]:
    while "." in module:
        module = module.rpartition(".")[0]
        yield module


def circles(found: grimp.ImportGraph, package: str) -> list[Circle]:
    """Every circle that has a module of this package, the largest first."""
    seen = set[str]()
    told = list[Circle]()
    for module in sorted(found.modules):
        if module not in seen and module.split(".")[0] == package:
            together = found.find_upstream_modules(module) & found.find_downstream_modules(module)
            seen |= together
            if together:
                told.append(Circle(tuple(sorted(together | {module})), _shortest(found, together | {module})))
    return sorted(told, key=lambda circle: (-len(circle.modules), circle.modules))


def _shortest(found: grimp.ImportGraph, together: set[str]) -> tuple[str, ...]:
    ways = [
        (importer, *(found.find_shortest_chain(imported, importer) or ()))
        for importer in sorted(together)
        for imported in sorted(found.find_modules_directly_imported_by(importer) & together)
    ]
    return min(ways, key=lambda way: (len(way), way))
