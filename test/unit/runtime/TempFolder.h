//===- TempFolder.h - A folder that lives as long as a test -----*- C++ -*-===//
#ifndef BMC_TEST_UNIT_RUNTIME_TEMPFOLDER_H
#define BMC_TEST_UNIT_RUNTIME_TEMPFOLDER_H

#include "runtime/core/Files.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace bmc {

class TempFolder {
public:
  TempFolder() {
    // In memory where possible: the tests sync thousands of times.
    root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    root += "/bmc-test-XXXXXX";
    if (!mkdtemp(root.data()))
      std::abort();
  }
  ~TempFolder() { (void)removeTree(root); }

  std::string path(const std::string &name = "") const {
    return name.empty() ? root : root + "/" + name;
  }
  /// Writes a file and returns its path.
  std::string file(const std::string &name, std::string_view text) const {
    std::ofstream stream(path(name), std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    return path(name);
  }

private:
  std::string root;
};

} // namespace bmc

/// The status is success.
#define EXPECT_OK(EXPR)                                                        \
  do {                                                                         \
    ::bmc::Status outcome = (EXPR);                                            \
    EXPECT_TRUE(outcome.ok()) << outcome.message();                            \
  } while (false)
#define ASSERT_OK(EXPR)                                                        \
  do {                                                                         \
    ::bmc::Status outcome = (EXPR);                                            \
    ASSERT_TRUE(outcome.ok()) << outcome.message();                            \
  } while (false)
/// The status has this code, and its message contains the text.
#define EXPECT_ERROR(EXPR, CODE, TEXT)                                         \
  do {                                                                         \
    ::bmc::Status outcome = (EXPR);                                            \
    EXPECT_EQ(static_cast<int>(outcome.code()), static_cast<int>(CODE))        \
        << outcome.message();                                                  \
    EXPECT_NE(outcome.message().find(TEXT), std::string::npos)                 \
        << "found: " << outcome.message();                                     \
  } while (false)

#endif // BMC_TEST_UNIT_RUNTIME_TEMPFOLDER_H
