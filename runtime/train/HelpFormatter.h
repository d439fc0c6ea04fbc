//===- HelpFormatter.h - How --help lists options ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_HELPFORMATTER_H
#define BMC_RUNTIME_TRAIN_HELPFORMATTER_H

#include "runtime/train/HelpText.h"

#include <CLI/CLI.hpp>

namespace bmc {

/// "--flag NAME [default]" and its description.
class HelpFormatter : public CLI::Formatter {
public:
  std::string make_option_opts(const CLI::Option *option) const override {
    if (option->get_type_size() == 0)
      return "";
    std::string text = " " + option->get_type_name();
    if (!option->get_default_str().empty())
      text += " [" + option->get_default_str() + "]";
    return text;
  }

  std::string make_option(const CLI::Option *option, bool) const override {
    return helpEntry(make_option_name(option, false) + make_option_opts(option),
                     make_option_desc(option));
  }

  std::string make_subcommand(const CLI::App *sub) const override {
    return helpEntry(sub->get_name(), sub->get_description());
  }
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_HELPFORMATTER_H
