#pragma once

#include "engine/plan.h"

#include <QJsonObject>

namespace SyncAdmin {

// The JSON reports, described by resources/schema/report.schema.json: bytes as integers, times as
// ISO 8601 in UTC, exact names, with the raw bytes in base64 if a name is not UTF-8.

QJsonObject toJson(const UserAnalysis &analysis);
QJsonObject toJson(const ResetPlan &plan);
QJsonObject toJson(const PlanStep &step);
QJsonObject toJson(const Problem &problem);
QJsonObject toJson(const Error &error);

// For a user that could not be analysed.
QJsonObject toJson(const UserFolder &user, const Error &error);

// Adds "name", and "nameBytes" if the name is not UTF-8.
void insertName(QJsonObject &object, const QByteArray &name);

// The object as a line of JSON Lines.
QByteArray jsonLine(const QJsonObject &object);

} // namespace SyncAdmin
