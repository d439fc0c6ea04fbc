//===- HelpText.cpp - Words of --help -------------------------------------===//
#include "runtime/train/HelpText.h"

#include <algorithm>

namespace bmc {

const char kSignalHelp[] = R"(Signals, once training has begun:
  Ctrl-C, SIGTERM, SIGHUP     Save, then end with exit code 130; '--resume' goes
                              on from there. A second one ends at once
  SIGUSR2, SIGXCPU            Save and end likewise; repeats change nothing
  SIGUSR1                     Save and go on
No bit of the run depends on them.)";

static constexpr size_t kColumn = 30, kWidth = 80;

std::string helpEntry(const std::string &name, const std::string &description) {
  std::string out = "  " + name;
  size_t column = out.size();
  if (column + 1 > kColumn)
    column = kWidth;
  for (size_t begin = 0; begin < description.size();) {
    size_t end = std::min(description.find(' ', begin), description.size());
    if (column + 1 + end - begin > kWidth) {
      out += "\n" + std::string(kColumn, ' ');
      column = kColumn;
    } else if (column < kColumn) {
      out += std::string(kColumn - column, ' ');
      column = kColumn;
    } else {
      out += ' ';
      ++column;
    }
    out += description.substr(begin, end - begin);
    column += end - begin;
    begin = end + 1;
  }
  return out + "\n";
}

} // namespace bmc
