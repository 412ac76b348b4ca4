"""What a law is: an observer of a run."""

from sim.campaign.scene import Scene


class Law:
    """look() is asked once a second; words mean that the law is broken, an empty string not."""

    id = ""
    statement = ""

    def look(self, scene: Scene) -> str:
        raise NotImplementedError
