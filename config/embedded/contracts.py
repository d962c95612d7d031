"""A contract for import-linter: packages that import the standard library and nothing else, but what is named."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PureContract(Contract):
    """Keep packages pure: each imports itself, the standard library and the packages named in `also`."""

    type_name = "pure"

    pure_packages = fields.ListField(subfield=fields.StringField())
    also = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - the library's
        """Find the imports that lead elsewhere."""
        allowed = tuple(f"{name}." for name in (*sys.stdlib_module_names, *(self.also or [])))  # type: ignore[misc]
        found = [
            f"{importer} imports {imported}"
            for package in self.pure_packages  # type: ignore[attr-defined]
            for importer in sorted(graph.find_descendants(package) | {package})
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not f"{imported}.".startswith((*allowed, f"{package}."))
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that leads elsewhere."""
        for line in check.metadata["found"]:
            output.print_error(f"- {line}")
