#pragma once

#include "analysis/useranalysis.h"

#include <QCollator>

#include <memory>
#include <optional>

namespace SyncAdmin::Desktop {

// By letters and numbers as people read them: test-2 before test-10, alice beside Alice.
QCollator nameCollator();

// "7f3c3f2b-… (Bob)", in full or short; `person` as it is to be shown, empty where nobody is known.
QString titleOf(const UserFolder &user, const QString &person);
QString shortTitleOf(const UserFolder &user, const QString &person);

// What the user table knows of one user. Names are in their displayName() form.
struct UserRow
{
    enum class State { Waiting, Fine, Noted, Warned, Broken, InUse };

    UserFolder user;
    QString name;
    QString person;
    QCollatorSortKey sortKey;
    std::shared_ptr<const UserAnalysis> analysis; // the last one; null before the first
    std::optional<Error> error;                   // why there is none
    QString holder;                               // who holds the files, where somebody does
    QString
        interruption; // the restore point of an interrupted operation; empty where there is none
    bool isChanged = false; // since it was analysed

    UserRow(const UserFolder &folder, const QString &account, const QCollator &collator);

    // Tells users apart, also of the same name in two folders of a root.
    QString key() const { return user.path(); }
    bool isSameUser(const UserRow &other) const;
    // Whether another folder stands there now.
    bool isReplacedBy(const UserFolder &folder) const;
    QString title() const;
    QString shortTitle() const;
    State state() const;
    bool looksLikeTest() const; // by its name
    // Of the analysis and of an interrupted operation, the gravest first.
    QList<Problem> problems() const;
    bool needsAttention() const; // has more than notes

    const CollectionStats *collection() const;
    std::optional<qint64> mediaFiles() const;
    std::optional<qint64> bytes() const;
};

// Orders users for diffs: by name bytes, and then by the folder that they stand in.
bool standsBefore(const UserFolder &a, const UserFolder &b);

} // namespace SyncAdmin::Desktop
