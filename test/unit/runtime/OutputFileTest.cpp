//===- OutputFileTest.cpp - Results appear whole or not at all ------------===//
#include "runtime/core/OutputFile.h"

#include "TempFolder.h"

#include <csignal>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>

using namespace bmc;

namespace {

Status writeText(const std::string &path, std::string_view text) {
  FileWriter file;
  BMRT_TRY(file.open(path));
  BMRT_TRY(file.write(text.data(), text.size()));
  return file.finish();
}

/// How a child process that runs `action` ends.
int statusOf(const std::function<void()> &action) {
  pid_t child = fork();
  if (child == 0) {
    rlimit noDump = {};
    setrlimit(RLIMIT_CORE, &noDump);
    action();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

std::vector<std::string> namesIn(const TempFolder &folder) {
  std::vector<std::string> names;
  EXPECT_OK(listDirectory(folder.path(), names));
  return names;
}

TEST(OutputFile, PublishesWhatIsComplete) {
  TempFolder folder;
  {
    OutputFile output(folder.path("y"));
    ASSERT_OK(writeText(output.temporary(), "new"));
    EXPECT_FALSE(pathExists(folder.path("y")));
    ASSERT_OK(output.publish());
  }
  std::string text;
  ASSERT_OK(readFile(folder.path("y"), text));
  EXPECT_EQ(text, "new");
  EXPECT_EQ(namesIn(folder), std::vector<std::string>{"y"});
}

TEST(OutputFile, LeavesNothingAfterAnError) {
  TempFolder folder;
  folder.file("y", "old");
  {
    OutputFile output(folder.path("y"));
    ASSERT_OK(writeText(output.temporary(), "ha"));
  }
  EXPECT_EQ(namesIn(folder), std::vector<std::string>{"y"});
}

TEST(OutputFile, LeavesNothingAfterASignal) {
  for (int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR2, SIGXCPU}) {
    TempFolder folder;
    folder.file("y", "old");
    int status = statusOf([&] {
      // A shell starts jobs in the background with some of them ignored.
      std::signal(number, SIG_DFL);
      OutputFile output(folder.path("y"));
      (void)writeText(output.temporary(), "ha");
      raise(number);
    });
    // The parent still sees which signal it was.
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == number) << number;
    EXPECT_EQ(namesIn(folder), std::vector<std::string>{"y"}) << number;
  }
}

// As under nohup.
TEST(OutputFile, IgnoresWhatIsIgnored) {
  TempFolder folder;
  int status = statusOf([&] {
    std::signal(SIGHUP, SIG_IGN);
    OutputFile output(folder.path("y"));
    (void)writeText(output.temporary(), "new");
    raise(SIGHUP);
    (void)output.publish();
  });
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(pathExists(folder.path("y")));
}

// A signal afterwards finds no file to remove, not even a later one of its
// name.
TEST(OutputFile, LetsGoOfWhatIsPublished) {
  TempFolder folder;
  int status = statusOf([&] {
    std::string name;
    {
      OutputFile output(folder.path("y"));
      name = output.temporary();
      (void)writeText(name, "new");
      (void)output.publish();
    }
    (void)writeText(name, "another's");
    raise(SIGTERM);
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
  EXPECT_EQ(namesIn(folder).size(), 2u);
}

TEST(OutputFile, WritesThroughLinks) {
  TempFolder folder;
  folder.file("target", "old");
  ASSERT_EQ(symlink("target", folder.path("link").c_str()), 0);
  {
    OutputFile output(folder.path("link"));
    EXPECT_EQ(output.temporary(), folder.path("link"));
    ASSERT_OK(writeText(output.temporary(), "new"));
    ASSERT_OK(output.publish());
  }
  EXPECT_EQ(namesIn(folder), (std::vector<std::string>{"link", "target"}));
  std::string text;
  ASSERT_OK(readFile(folder.path("target"), text));
  EXPECT_EQ(text, "new");
}

} // namespace
