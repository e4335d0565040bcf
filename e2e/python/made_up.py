"""What made-up definitions are drawn with, and what is known of their structure.

Everything comes from one seed, so that a run is like the one before.
"""

import random

# Lists whose order means nothing to AWS; a definition says the same in any order of them.
SETS = {
    "containerDefinitions", "volumes", "requiresCompatibilities", "tags", "properties", "portMappings",
    "ignoredExitCodes", "environment", "mountPoints", "volumesFrom", "secrets", "secretOptions", "dependsOn",
    "extraHosts", "dockerSecurityOptions", "ulimits", "systemControls", "resourceRequirements", "add", "drop",
    "devices", "tmpfs", "permissions", "loadBalancers", "capacityProviderStrategy", "placementConstraints",
    "subnets", "securityGroups", "alarmNames", "services", "volumeConfigurations", "tagSpecifications",
    "vpcLatticeConfigurations",
}


class Dice:
    """Draws by chance, always the same from the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def maybe(self, share=0.5):
        """True as often as the share says."""
        return self.random.random() < share

    def one(self, options):
        """One of the options."""
        return self.random.choice(options)

    def some(self, options, least=1, most=None):
        """Some of the options, in any order."""
        most = len(options) if most is None else min(most, len(options))
        return self.random.sample(options, self.random.randint(min(least, most), most))

    def number(self, least, most):
        """A number within both bounds."""
        return self.random.randint(least, most)

    def part(self, members, share=0.5):
        """An object with some of its members, in any order."""
        kept = [(name, value) for name, value in members.items() if self.maybe(share)]
        self.random.shuffle(kept)
        return dict(kept)

    def reordered(self, value, name=""):
        """The same document with its sets and members in another order."""
        if isinstance(value, dict):
            members = [(member, self.reordered(inner, member)) for member, inner in value.items()]
            self.random.shuffle(members)
            return dict(members)
        if isinstance(value, list):
            elements = [self.reordered(element) for element in value]
            if name in SETS:
                self.random.shuffle(elements)
            return elements
        return value


def members_said(shape, value, found):
    """Notes every structure's members that a value of a shape of the service model has."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            found.add(f"{shape.name}.{name}")
            members_said(shape.members[name], inner, found)
    elif shape.type_name == "list":
        for element in value:
            members_said(shape.member, element, found)


def members_known(shape, found):
    """Notes every member of a shape of the service model and of all that it holds."""
    if shape.type_name == "structure":
        for name, inner in shape.members.items():
            if f"{shape.name}.{name}" not in found:
                found.add(f"{shape.name}.{name}")
                members_known(inner, found)
    elif shape.type_name == "list":
        members_known(shape.member, found)
