#include "engine/resetreport.h"

#include "base/commandline.h"

namespace SyncAdmin {

ResetReport ResetReport::notBegun(const UserFolder &user, const Error &error)
{
    ResetReport report;
    report.outcome = error.code == Error::Code::Cancelled ? Outcome::Cancelled : Outcome::Refused;
    report.user = user;
    report.error = error;
    return report;
}

QString ResetReport::command(const QByteArrayList &words) const
{
    return readCommand(words) + QStringLiteral(" --confirm");
}

QString ResetReport::readCommand(const QByteArrayList &words) const
{
    QByteArrayList all{"anki-sync-adminctl"};
    all += words;
    if (user.root)
        all += {"--data-root", user.root->pathBytes()};
    return shellCommand(all);
}

const StepResult *ResetReport::failedStep() const
{
    for (const StepResult &step : steps) {
        if (step.state == StepResult::State::Failed)
            return &step;
    }
    return nullptr;
}

QString outcomeName(ResetReport::Outcome outcome)
{
    switch (outcome) {
    case ResetReport::Outcome::Done:
        return QStringLiteral("done");
    case ResetReport::Outcome::NothingToDo:
        return QStringLiteral("nothing-to-do");
    case ResetReport::Outcome::Refused:
        return QStringLiteral("refused");
    case ResetReport::Outcome::FailedRolledBack:
        return QStringLiteral("failed-put-back");
    case ResetReport::Outcome::FailedIncomplete:
        return QStringLiteral("failed-incomplete");
    case ResetReport::Outcome::Cancelled:
        return QStringLiteral("cancelled");
    }
    return {};
}

} // namespace SyncAdmin
