#pragma once

#include "agent/host.h"

#include <QCollator>

#include <memory>
#include <optional>

namespace SyncAdmin::Desktop {

// Sorts names as people read them: test-2 before test-10, alice beside Alice.
QCollator nameCollator();

// "7f3c3f2b-… (Bob)", in full or short. `person` is to be shown; empty where it is unknown.
QString titleOf(const UserFolder &user, const QString &person);
QString shortTitleOf(const UserFolder &user, const QString &person);

// One user in the table. Names are in their displayName() form.
struct UserRow
{
    enum class State { Waiting, Fine, Noted, Warned, Broken, InUse };

    UserFolder user;
    QString name;
    QString person;
    QCollatorSortKey sortKey;
    std::shared_ptr<const UserAnalysis> analysis; // the last one; null before the first
    std::optional<Error> error;                   // why there is none
    QString holder;                               // who has the files open; empty for nobody
    QString interruption;   // the restore point of an interrupted operation; empty for none
    bool isChanged = false; // since it was analysed

    UserRow(const UserFolder &folder, const QString &account, const QCollator &collator);

    // Unique in the data root, also for users of one name in two folders.
    QString key() const { return user.path(); }
    bool isSameUser(const UserRow &other) const;
    // Whether `folder` is another folder in the same place.
    bool isReplacedBy(const UserFolder &folder) const;
    QString title() const;
    QString shortTitle() const;
    State state() const;
    bool looksLikeTest() const; // by its name
    // Those of the analysis and of an interrupted operation, the gravest first.
    QList<Problem> problems() const;
    bool needsAttention() const; // has more than notes

    const CollectionStats *collection() const;
    std::optional<qint64> mediaFiles() const;
    std::optional<qint64> bytes() const;
};

// The order of the user model: by name bytes, then by the parent folder.
bool isOrderedBefore(const UserFolder &a, const UserFolder &b);

} // namespace SyncAdmin::Desktop
