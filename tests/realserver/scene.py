"""One row of the matrix: an operation in a constellation, and how all must end."""
import compare
from world import NotEqual

ROUNDS = 3


class Scene:
    """What operations.py acts upon: a world whose server is stopped, and an order of devices."""

    def __init__(self, world, order, stop):
        self.world, self.order, self._stop = world, order, stop

    def start(self):
        self.world.start()

    def stop(self):
        self.world.stop(self._stop)

    def sync(self, name):
        return self.world.sync(name)

    def work(self, name):
        """What a person does after a reset: a card, a new file, another content of a file."""
        self.world.add_card(name, f"since, on {name}")
        self.world.put(name, "since.jpg", b"since")
        self.world.put(name, "c.jpg", b"since, in place of c")
        self.sync(name)

    def reset(self, *options):
        return self.world.reset(*options)

    def restore(self, point, at_once=False):
        return self.world.restore(point, at_once)

    def kill(self, syscall, left, operation, point=""):
        self.world.kill(syscall, left, operation, point)

    def sync_while_resetting(self, name):
        return self.world.sync_while_resetting(name)

    def recover(self):
        self.world.recover()

    def delete_point(self, point):
        self.world.admin.run("delete", point, "--yes")


def settle(scene):
    """Syncs all devices until they are equal, then once more; returns the number of rounds."""
    for number in range(1, ROUNDS + 1):
        for position, name in enumerate(scene.order):
            scene.sync(name)
            if number == 1 and position == 0:
                scene.world.serve_other()
        lines = faults(scene.world)
        if not lines:
            break
    else:
        raise NotEqual(f"not equal after {ROUNDS} rounds: " + "; ".join(lines))
    for name in scene.order:
        error = scene.sync(name).error
        if error:
            raise NotEqual(f"{name} was told after all were equal: {error}")
    lines = faults(scene.world)
    if lines:
        raise NotEqual("no longer equal: " + "; ".join(lines))
    return number


def faults(world):
    states = world.states()
    server = states["the server"]
    return (compare.differences(states) + server.faults()
            + world.model.card_faults(server.cards) + world.model.media_faults(server.media))


def run(scene, operation):
    """Raises Failed, or returns the number of rounds that it took."""
    world = scene.world
    unsynced = world.model.unsynced_names()
    operation.run(scene)
    before = compare.server_state(world.home).rows if operation.keeps_database else {}
    requests = world.server.uploads()
    scene.start()
    rounds = settle(scene)
    lines = world.other_faults()
    if operation.keeps_database:
        lines += sent(world, before, unsynced, world.server.uploads() - requests)
    if lines:
        raise NotEqual("; ".join(lines))
    return rounds


def sent(world, before, unsynced, requests):
    """Lines: files that were sent although the server had them."""
    after = compare.server_state(world.home).rows
    lines = [f"{name} was sent again" for name, row in after.items()
             if row != before.get(name) and name not in unsynced]
    if requests and not unsynced:
        lines.append(f"{requests} requests with media files, and there was nothing to send")
    return lines
