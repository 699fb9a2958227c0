"""What devices and server must hold after each step, if every operation is right for every device.

The model knows nothing of databases and USNs. It says what a person may expect:
- A sync brings a device's unsynced cards and files to the server, and everything back.
- A device whose collection has another history than the server's is asked, and downloads.
- A media file that the server never heard of is sent to it. An unsynced edit of a file wins, but
  not against a media database that the device has not seen before: there the server's file does.
  Against one that a server has made of its own, which counts from 0, either may win.
- A deletion that the server has forgotten may be undone by a device that still has the file:
  such a name is uncertain, and may be there in the end, with any content that a device had, or
  not. So is one of which either content may win.
"""
import copy
import itertools
from dataclasses import dataclass, field

_histories = itertools.count(1)


@dataclass
class Collection:
    cards: dict = field(default_factory=dict)       # front -> number of reviews
    history: int = 0                                # 0: none


@dataclass
class Media:
    files: dict = field(default_factory=dict)       # name -> SHA-1
    deleted: set = field(default_factory=set)       # what the server remembers as deleted
    history: int = 0


@dataclass
class DeviceModel:
    collection: Collection = field(default_factory=Collection)
    unsynced_cards: dict = field(default_factory=dict)      # front -> reviews added
    files: dict = field(default_factory=dict)
    unsynced_files: dict = field(default_factory=dict)      # name -> SHA-1, or None if deleted
    media_history: int = 0


class Model:
    def __init__(self, names):
        self.collection, self.media = Collection(), Media(history=next(_histories))
        self.devices = {name: DeviceModel() for name in names}
        self.points = {}
        self.contents = {}      # name -> every content that it ever had
        self.uncertain = set()  # names of media files
        self.counts_from_zero = False   # the server's media database does, as nobody installed it

    # What people do on a device.

    def add_card(self, device, text):
        self.devices[device].collection.cards[text] = 0
        self.devices[device].unsynced_cards[text] = 0

    def review(self, device, text):
        model = self.devices[device]
        model.collection.cards[text] += 1
        model.unsynced_cards[text] = model.unsynced_cards.get(text, 0) + 1

    def put(self, device, name, sha):
        model = self.devices[device]
        model.files[name] = model.unsynced_files[name] = sha
        self.contents.setdefault(name, set()).add(sha)

    def delete(self, device, name):
        model = self.devices[device]
        del model.files[name]
        model.unsynced_files[name] = None

    def unsynced_names(self):
        return {name for model in self.devices.values() for name in model.unsynced_files}

    # Syncs.

    def sync(self, device):
        """What the client must ask: upload, download, choose or nothing."""
        asked = self._sync_collection(self.devices[device])
        self._sync_media(self.devices[device])
        return asked

    def _sync_collection(self, model):
        server, own = self.collection, model.collection
        if not server.history:
            asked = "upload"
            self.collection = Collection(dict(own.cards), next(_histories))
        elif own.history == server.history:
            asked = ""
            for text, reviews in model.unsynced_cards.items():
                server.cards[text] = server.cards.get(text, 0) + reviews
        else:
            asked = "choose" if own.cards else "download"
        model.collection = copy.deepcopy(self.collection)
        model.unsynced_cards = {}
        return asked

    def _sync_media(self, model):
        server = self.media
        same = model.media_history == server.history
        for name, sha in model.unsynced_files.items():
            if sha is not None:
                if same or name not in server.files:
                    server.files[name] = sha
                    server.deleted.discard(name)
                elif self.counts_from_zero:
                    self.uncertain.add(name)
            elif same:
                server.files.pop(name, None)
                server.deleted.add(name)
            elif name in server.files:
                self.uncertain.add(name)
        for name in model.files.keys() - server.files.keys():
            if not same and name in server.deleted:
                self.uncertain.add(name)
            elif name not in server.deleted:
                server.files[name] = model.files[name]
        model.files, model.unsynced_files = dict(server.files), {}
        model.media_history = server.history

    # Operations.

    def lose(self, collection, media):
        """Moves out what is named; the media are replaced by an empty folder."""
        if collection:
            self.collection = Collection()
        if media:
            self.forget_deletions()
            self.media.files = {}

    def reset(self, point, collection=True, media=True):
        self.points[point] = (self.collection if collection else None,
                              copy.deepcopy(self.media) if media else None)
        self.lose(collection, media)

    def restore(self, point, undo):
        """Returns what a point holds; what is displaced becomes the point `undo`."""
        collection, media = self.points.pop(point)
        self.points[undo] = (self.collection if collection else None,
                             copy.deepcopy(self.media) if media else None)
        self.collection = collection or self.collection
        if media:
            displaced = self.media.history
            self.media = media
            if any(model.media_history == displaced for model in self.devices.values()):
                self.media.history = next(_histories)

    def interrupt(self, point, left):
        """An operation was killed, the restore of `point` or else a reset, and left what World's
        presence() names. That is served: where no database is left by one that counts from 0."""
        before = self.collection, copy.deepcopy(self.media)
        after = self.points.get(point) or (Collection(), Media())
        collection_stayed = ("C" not in left and not before[0].history) if point else "C" in left
        self.interrupted = (*before, collection_stayed, ("f" if point else "F") in left)
        self.counts_from_zero = "D" not in left
        collection, media = after if point else before
        self.collection = copy.deepcopy(collection) if "C" in left else Collection()
        if point and "D" in left:
            self.media = copy.deepcopy(media)
        else:
            self.lose(collection=False, media=True)

    def recover(self):
        """What was moved is back; what stayed in its place, or was made where there was nothing,
        is as the devices have left it."""
        collection, media, collection_stayed, folder_stayed = self.interrupted
        if not collection_stayed:
            self.collection = collection
        if folder_stayed:
            media.files.update(self.media.files)
        self.media = Media(media.files, media.deleted, next(_histories))
        self.counts_from_zero = False

    def forget_deletions(self):
        """The media database is made anew: nothing is known of what had been deleted."""
        self.media.deleted = set()
        self.media.history = next(_histories)

    # The end.

    def media_faults(self, files):
        """Lines: what is wrong with the media files in which all have ended."""
        lines = []
        for name in sorted(self.media.files.keys() | files.keys()):
            expected, found = self.media.files.get(name), files.get(name)
            if name in self.uncertain:
                if found and found not in self.contents[name]:
                    lines.append(f"{name} has a content that no device had")
            elif found is None:
                lines.append(f"{name} is lost")
            elif expected is None:
                lines.append(f"{name} should be gone")
            elif found != expected:
                lines.append(f"{name} has another content than expected")
        return lines

    def card_faults(self, cards):
        lines = [f"the card '{text}' is lost" for text in self.collection.cards.keys() - cards]
        lines += [f"the card '{text}' should be gone"
                  for text in cards.keys() - self.collection.cards.keys()]
        lines += [f"the card '{text}' has {cards[text]} reviews in place of {reviews}"
                  for text, reviews in self.collection.cards.items()
                  if text in cards and cards[text] != reviews]
        return sorted(lines)
