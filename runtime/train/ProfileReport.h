//===- ProfileReport.h - The option --profile -------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_PROFILEREPORT_H
#define BMC_RUNTIME_TRAIN_PROFILEREPORT_H

#include "runtime/core/Profile.h"
#include "runtime/train/Session.h"

#include <memory>

namespace bmc {

/// If --profile asks for it, makes a profile of the calls of `program`, which
/// the profile must outlive; else `profile` stays null. The floor is that of
/// the GPU, by a table, or of this CPU, which is measured now.
Status startProfile(const Session &session, Program &program,
                    std::unique_ptr<Profile> &profile);

/// Prints the profile to standard error and writes the trace that was asked
/// for. Nothing without a profile, or if nothing ran.
Status reportProfile(const Session &session, const Profile *profile);

/// The chip of the table that the driver calls `device`, else the first one
/// that runs code for `arch`.
const Chip &findChip(std::string_view device, std::string_view arch);

/// Times by family, then the launches that are farthest from their floor.
std::string profileText(const Profile &profile);

/// All calls in the trace-event format that Perfetto and chrome://tracing open.
std::string profileTrace(const Profile &profile);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_PROFILEREPORT_H
