//===- Json.cpp - Strict JSON -----------------------------------*- C++ -*-===//
#include "runtime/core/Json.h"

#include <nlohmann/json.hpp>
#include <vector>

using namespace bmc;

namespace {

/// Builds a value from parser events; unlike the library's own builder it
/// refuses duplicate keys (two readers would see two documents) and deep
/// nesting (the stack).
class StrictBuilder {
public:
  explicit StrictBuilder(Json &root) : root(root) {}

  // NOLINTBEGIN(readability-identifier-naming): the library calls these.
  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(int64_t value) { return add(value); }
  bool number_unsigned(uint64_t value) { return add(value); }
  bool number_float(double value, const std::string &) { return add(value); }
  bool string(std::string &value) { return add(std::move(value)); }
  bool binary(Json::binary_t &) { return fail("found binary data"); }
  bool start_object(size_t) { return open(Json::object()); }
  bool start_array(size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string &name) {
    if (stack.back()->contains(name))
      return fail(fmt::format("found key '{}' twice in one object", name));
    slot = &(*stack.back())[name];
    return true;
  }

  bool parse_error(size_t position, const std::string &token,
                   const nlohmann::detail::exception &) {
    return fail(token.empty() || token == "<end of input>"
                    ? fmt::format("invalid JSON at byte {}", position)
                    : fmt::format("invalid JSON at byte {}, near '{}'",
                                  position, token.substr(0, 40)));
  }

  // NOLINTEND(readability-identifier-naming)

  std::string message;

private:
  template <typename T> bool add(T &&value) {
    place(std::forward<T>(value));
    return true;
  }
  Json *place(Json value) {
    if (stack.empty()) {
      root = std::move(value);
      return &root;
    }
    if (stack.back()->is_object()) {
      *slot = std::move(value);
      return slot;
    }
    stack.back()->push_back(std::move(value));
    return &stack.back()->back();
  }
  bool open(Json container) {
    if (stack.size() == kMaxJsonDepth)
      return fail(
          fmt::format("found JSON nested more than {} deep", kMaxJsonDepth));
    stack.push_back(place(std::move(container)));
    return true;
  }
  bool close() {
    stack.pop_back();
    return true;
  }
  bool fail(std::string text) {
    message = std::move(text);
    return false;
  }

  Json &root;
  /// Open containers. Pointers stay valid: a container grows only while it is
  /// innermost.
  std::vector<Json *> stack;
  Json *slot = nullptr;
};

} // namespace

Status bmc::parseJson(std::string_view text, Json &value) {
  value = nullptr;
  StrictBuilder builder(value);
  if (Json::sax_parse(text.begin(), text.end(), &builder))
    return {};
  return badInput("{}", builder.message);
}

std::string bmc::dumpJson(const Json &value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

const Json *bmc::findMember(const Json &value, std::string_view path) {
  const Json *current = &value;
  while (true) {
    size_t dot = path.find('.');
    auto member = current->is_object()
                      ? current->find(std::string(path.substr(0, dot)))
                      : current->end();
    if (member == current->end())
      return nullptr;
    current = &*member;
    if (dot == std::string_view::npos)
      return current;
    path.remove_prefix(dot + 1);
  }
}

static Status wrongMember(const Json *member, std::string_view path,
                          const char *expected) {
  if (!member)
    return badInput("missing key '{}', expected {}", path, expected);
  return badInput("key '{}': found {}, expected {}", path, member->type_name(),
                  expected);
}

Status bmc::getString(const Json &value, std::string_view path,
                      std::string &out) {
  const Json *member = findMember(value, path);
  if (!member || !member->is_string())
    return wrongMember(member, path, "a string");
  out = member->get_ref<const std::string &>();
  return {};
}

Status bmc::getInt(const Json &value, std::string_view path, int64_t &out) {
  const Json *member = findMember(value, path);
  if (!member || !member->is_number_integer() ||
      (member->is_number_unsigned() && member->get<uint64_t>() > INT64_MAX))
    return wrongMember(member, path, "a 64-bit integer");
  out = member->get<int64_t>();
  return {};
}

Status bmc::getDouble(const Json &value, std::string_view path, double &out) {
  const Json *member = findMember(value, path);
  if (!member || !member->is_number())
    return wrongMember(member, path, "a number");
  out = member->get<double>();
  return {};
}
