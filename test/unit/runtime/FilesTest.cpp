//===- FilesTest.cpp - Durable writes and careful reads ---------*- C++ -*-===//
#include "runtime/core/Files.h"

#include "TempFolder.h"
#include "runtime/core/Crc32c.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

using namespace bmc;

namespace {

// RFC 3720, B.4, and the usual check value.
TEST(Crc32c, KnownAnswers) {
  EXPECT_EQ(crc32c(0, "123456789", 9), 0xe3069283u);
  std::vector<unsigned char> bytes(32, 0);
  EXPECT_EQ(crc32c(0, bytes.data(), 32), 0x8a9136aau);
  bytes.assign(32, 0xff);
  EXPECT_EQ(crc32c(0, bytes.data(), 32), 0x62a8ab43u);
  for (unsigned char i = 0; i < 32; ++i)
    bytes[i] = i;
  EXPECT_EQ(crc32c(0, bytes.data(), 32), 0x46dd794eu);
  EXPECT_EQ(crc32c(crc32c(0, bytes.data(), 13), bytes.data() + 13, 19),
            0x46dd794eu);
}

TEST(Files, WritesAtomically) {
  TempFolder folder;
  std::string path = folder.file("a.json", "old"), text;
  ASSERT_OK(writeFileAtomically(path, "new contents"));
  ASSERT_OK(readFile(path, text));
  EXPECT_EQ(text, "new contents");
  std::vector<std::string> names;
  ASSERT_OK(listDirectory(folder.path(), names));
  EXPECT_EQ(names, std::vector<std::string>{"a.json"});
}

// Whichever operation fails, the file keeps its old contents or has the new.
TEST(Files, FailedWriteKeepsTheOldFile) {
  static int remaining;
  for (int failing = 0; failing < 20; ++failing) {
    TempFolder folder;
    std::string path = folder.file("a.json", "old"), text;
    remaining = failing;
    setFileFault([](FileOperation, const std::string &) {
      return remaining-- == 0 ? ENOSPC : 0;
    });
    Status status = writeFileAtomically(path, "new");
    setFileFault(nullptr);
    ASSERT_OK(readFile(path, text));
    if (status.ok()) {
      EXPECT_EQ(text, "new");
      EXPECT_EQ(failing, 5) << "operations: create, write, sync, close, rename";
      return;
    }
    EXPECT_ERROR(status, Code::Resource, "No space left on device");
    EXPECT_TRUE(text == "old" || text == "new");
    std::vector<std::string> names;
    ASSERT_OK(listDirectory(folder.path(), names));
    EXPECT_EQ(names, std::vector<std::string>{"a.json"});
  }
  FAIL() << "never succeeded";
}

TEST(Files, ReportsWhatCannotBeRead) {
  TempFolder folder;
  std::string text;
  EXPECT_ERROR(readFile(folder.path("none"), text), Code::BadInput,
               "none: No such file or directory");
  EXPECT_ERROR(readFile(folder.path(), text), Code::BadInput,
               "found a folder, expected a regular file");
  std::string fifo = folder.path("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_ERROR(readFile(fifo, text), Code::BadInput, "found a special file");
  EXPECT_ERROR(readFile("/dev/zero", text), Code::BadInput,
               "found a special file");
  EXPECT_ERROR(readFile(folder.file("big", "12345"), text, 4), Code::BadInput,
               "found 5 bytes, expected at most 4");
}

TEST(Files, ShrinkingFileIsAnError) {
  TempFolder folder;
  std::string path = folder.file("a", "0123456789");
  FileReader file;
  ASSERT_OK(file.open(path));
  ASSERT_EQ(truncate(path.c_str(), 4), 0);
  char data[10];
  EXPECT_OK(file.read(0, data, 4));
  EXPECT_ERROR(file.read(0, data, 10), Code::BadInput,
               "file ends at byte 4, expected 6 more bytes");
}

TEST(Files, FullDiskIsAResourceError) {
  FileWriter file;
  ASSERT_OK(file.open("/dev/full"));
  EXPECT_ERROR(file.write("x", 1), Code::Resource,
               "/dev/full: cannot write: No space left on device");
}

// A record that could not be written whole is not there at all.
TEST(Files, FailedAppendLeavesNoPart) {
  TempFolder folder;
  std::string path = folder.file("log", "old\n"), text;
  FileAppender file;
  ASSERT_OK(file.open(path));
  ASSERT_OK(file.append("one\n"));
  // Records are written in parts of 16 MiB: the second one fails.
  static int remaining;
  remaining = 1;
  setFileFault([](FileOperation operation, const std::string &) {
    return operation == FileOperation::Write && remaining-- == 0 ? ENOSPC : 0;
  });
  Status status = file.append(std::string(20 << 20, 'x'));
  setFileFault(nullptr);
  EXPECT_ERROR(status, Code::Resource, "log: cannot write: No space left");
  ASSERT_OK(file.append("two\n"));
  ASSERT_OK(file.sync());
  ASSERT_OK(readFile(path, text));
  EXPECT_EQ(text, "old\none\ntwo\n");
}

TEST(Files, AppendReportsEveryFailure) {
  TempFolder folder;
  std::string path = folder.path("log");
  FileAppender file;
  setFileFault([](FileOperation operation, const std::string &) {
    return operation == FileOperation::Create ? EROFS : 0;
  });
  EXPECT_ERROR(file.open(path), Code::Resource,
               "log: cannot open for appending: Read-only file system");
  setFileFault(nullptr);
  EXPECT_FALSE(pathExists(path));
  ASSERT_OK(file.open(path));
  ASSERT_OK(file.append("one\n"));
  setFileFault([](FileOperation operation, const std::string &) {
    return operation == FileOperation::Sync ? EIO : 0;
  });
  EXPECT_ERROR(file.sync(), Code::Resource, "log: cannot write to disk");
  EXPECT_ERROR(file.sync(), Code::Resource, "log: cannot write to disk");
  setFileFault(nullptr);
}

TEST(Files, LinksAndFolders) {
  TempFolder folder;
  std::string deep = folder.path("a/b/c");
  ASSERT_OK(makeDirectories(deep));
  ASSERT_OK(makeDirectories(deep));
  std::string link = folder.path("last");
  for (const char *target : {"a", "a/b"}) {
    ASSERT_OK(replaceSymlink(target, link));
    char buffer[16] = {};
    ASSERT_GT(readlink(link.c_str(), buffer, sizeof buffer - 1), 0);
    EXPECT_STREQ(buffer, target);
  }
  folder.file("a/b/file", "x");
  // The link goes, not what it points to.
  ASSERT_OK(removeTree(link));
  EXPECT_TRUE(pathExists(deep));
  ASSERT_OK(removeTree(folder.path("a")));
  EXPECT_FALSE(pathExists(folder.path("a")));
  ASSERT_OK(removeTree(folder.path("a")));
  std::string file = folder.file("plain", "x");
  EXPECT_ERROR(makeDirectories(file + "/sub"), Code::Resource,
               "cannot create folder");
}

} // namespace
