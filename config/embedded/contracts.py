"""A contract for import-linter: packages that import the standard library and nothing else."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PureContract(Contract):
    """Keep packages pure: each imports itself and the standard library."""

    type_name = "pure"

    pure_packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - the library's
        """Find the imports that lead elsewhere."""
        found = [
            f"{importer} imports {imported}"
            for package in self.pure_packages  # type: ignore[attr-defined]
            for importer in sorted(graph.find_descendants(package) | {package})
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.split(".")[0] not in sys.stdlib_module_names
            and not f"{imported}.".startswith(f"{package}.")
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that leads elsewhere."""
        for line in check.metadata["found"]:
            output.print_error(f"- {line}")
