"""Who takes part in the MHHS scenario: organisations named by role, and one person for each of their duties."""

from __future__ import annotations

from dataclasses import dataclass

SUPPLIERS = ("Supplier A", "Supplier B", "Supplier C", "Supplier D")
LDSOS = ("LDSO A", "LDSO B", "LDSO C")
AGENTS = ("Agent A", "Agent B", "Agent C", "Agent D")
METER_SERVICES = ("Metering Service A", "Metering Service B")
CENTRAL = ("DIP service provider", "Elexon", "RECCo", "St Clements", "DCC", "ElectraLink")
PROGRAMME = "SI"
PARTIES = (*SUPPLIERS, *LDSOS, *AGENTS, *METER_SERVICES, *CENTRAL, PROGRAMME)

# Who answers for a system: a defect of the system is that organisation's to resolve.
RESOLVER = {
    "DIP": "DIP service provider",
    "DAH": "Elexon",
    "ISDS": "Elexon",
    "LSS": "Elexon",
    "MDS": "Elexon",
    "VAS": "Elexon",
    "PMP": "Elexon",
    "Settlement Operations": "Elexon",
    "EES": "RECCo",
    "MPRS": "St Clements",
    "DSP": "DCC",
    "CSS": "DCC",
    "DTN": "ElectraLink",
}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the scenario, named by duty and organisation."""

    duty: str
    party: str

    @property
    def identity(self) -> dict[str, str]:
        """Give the identity as Azure DevOps fields hold it."""
        local = f"{self.duty}.{self.party}".lower().replace(" ", "-")
        return {"displayName": f"{self.duty}, {self.party}", "uniqueName": f"{local}@example.com"}


def tester(party: str) -> Someone:
    """Give the tester of an organisation, who raises its defects."""
    return Someone("Tester", party)


def resolver(party: str) -> Someone:
    """Give the support engineer of an organisation, who mends its systems."""
    return Someone("Support", party)


TRIAGE = Someone("Triage Lead", PROGRAMME)
ENVIRONMENT_MANAGER = Someone("Environment Manager", PROGRAMME)
DEFECT_MANAGER = Someone("Defect Manager", PROGRAMME)
RELEASE_MANAGER = Someone("Release Manager", PROGRAMME)
