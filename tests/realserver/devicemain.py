"""A device: a real client whose collection is driven by calls.py.

It runs inside the namespace of run.sh, with the pinned wheel on PYTHONPATH.
"""
import os
import secrets
import time

from anki import sync_pb2
from anki.collection import Collection

from calls import answer

Required = sync_pb2.SyncCollectionResponse
ASKED = {Required.FULL_UPLOAD: "upload", Required.FULL_DOWNLOAD: "download",
         Required.FULL_SYNC: "choose"}


class Client:
    def __init__(self):
        self.collection = self.account = self.auth = None
        self.signed_in = {}     # user and password -> what a device keeps after it has signed in

    def open(self, path, *account):
        """The account is the server's URL, the user and the password."""
        self.close()
        self.collection = Collection(path)
        self.account, self.auth = account, self.signed_in.get(account[1:])
        if self.auth:
            self.auth.endpoint = account[0]
        self.legacy = not hasattr(self.collection, "full_upload_or_download")  # before 23.10

    def close(self):
        if self.collection:
            self.collection.close()
        self.collection = None

    def add_card(self, text, more=0):
        """With so many characters more, which cannot be compressed."""
        note = self.collection.new_note(self.collection.models.by_name("Basic"))
        note["Front"], note["Back"] = text, "answer" + secrets.token_urlsafe(more)[:more]
        self.collection.add_note(note, self.collection.decks.id("Default"))

    def review(self):
        card = self.collection.sched.getCard()
        self.collection.sched.answerCard(card, 3)

    def sync(self, choice):
        """Syncs the collection; `choice` is the answer where the client asks."""
        auth = self.sign_in()
        if self.legacy:
            self.collection.save(trx=False)
            answer = self.collection.sync_collection(auth)
        else:
            answer = self.collection.sync_collection(auth, False)
        asked = ASKED.get(answer.required, "")
        if asked:
            self.sync_one_way(auth, upload=(choice if asked == "choose" else asked) == "upload")
        elif self.legacy:
            self.collection.db.begin()
        return {"asked": asked, "message": answer.server_message}

    def sync_one_way(self, auth, upload):
        self.collection.close_for_full_sync()
        try:
            if not self.legacy:
                self.collection.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
            elif upload:
                self.collection.full_upload(auth)
            else:
                self.collection.full_download(auth)
        finally:
            self.collection.reopen(after_full_sync=True)

    def sync_media(self):
        """Syncs the media to the end, or raises with what the client would show."""
        self.collection.sync_media(self.sign_in())
        while not self.legacy and self.collection.media_sync_status().active:
            time.sleep(0.01)

    def sign_in(self):
        """Never with another host than this one: an empty endpoint means the public server."""
        url, user, password = self.account
        if not self.auth:
            self.auth = self.collection.sync_login(user, password, url)
            self.signed_in[user, password] = self.auth
        self.auth.endpoint = self.auth.endpoint or url
        if not self.auth.endpoint.startswith("http://127.0.0.1:"):
            raise RuntimeError("the client would ask " + self.auth.endpoint)
        return self.auth

    def cards(self):
        """Front of each note with the number of its reviews."""
        return dict(self.collection.db.all(
            "SELECT n.sfld, COUNT(r.id) FROM notes n JOIN cards c ON c.nid = n.id"
            " LEFT JOIN revlog r ON r.cid = c.id GROUP BY n.id"))


if __name__ == "__main__":
    # No inherited setting may lead a client to another server.
    for name in [name for name in os.environ if name.startswith(("SYNC_", "ANKI"))]:
        del os.environ[name]
    answer(Client())
