"""What a safety law is: an observer of a run that says when it is broken."""

from sim.campaign.scene import Scene


class Law:
    """look() is asked once a simulated second. It gives words if the law is broken, else ""."""

    id = ""
    statement = ""

    def look(self, scene: Scene) -> str:
        raise NotImplementedError
