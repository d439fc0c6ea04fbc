//===- JsonRows.cpp - Rows written as JSON objects ------------------------===//
#include "runtime/data/JsonRows.h"

#include "runtime/core/Files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bmc {

Status JsonRows::open(const std::string &file) {
  path = file;
  FileReader reader;
  BMRT_TRY(reader.open(path));
  text.resize(reader.size());
  BMRT_TRY(reader.read(0, text.data(), text.size()));
  if (text.starts_with("\xEF\xBB\xBF"))
    cursor = 3;
  return {};
}

Status JsonRows::error(const std::string &message) const {
  return badInput("{}:{}:1: {}", path, object, message);
}

/// Behind the object at the cursor, or behind everything if it has no end.
size_t JsonRows::objectEnd() const {
  int depth = 0;
  bool inString = false;
  for (size_t i = cursor; i < text.size(); ++i) {
    char c = text[i];
    if (inString) {
      i += c == '\\';
      inString = c != '"';
      continue;
    }
    inString = c == '"';
    depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    if (depth == 0)
      return i + 1;
  }
  return text.size();
}

Status JsonRows::addMember(const std::string &name, const Json &value,
                           bool isElement, Members &members) const {
  if (value.is_array() && !isElement) {
    for (size_t i = 0; i < value.size(); ++i)
      BMRT_TRY(addMember(name + std::to_string(i), value[i],
                         /*isElement=*/true, members));
    return {};
  }
  std::string content;
  if (value.is_string())
    content = value.get<std::string>();
  else if (value.is_boolean())
    content = value.get<bool>() ? "1" : "0";
  else if (value.is_number_float())
    content = fmt::format("{}", value.get<double>());
  else if (value.is_number())
    content = dumpJson(value);
  else if (!value.is_null())
    return error(fmt::format("'{}' is an object or a list of lists, expected "
                             "a value or a list of values",
                             name));
  if (!members.emplace(name, std::move(content)).second)
    return error(fmt::format("found column '{}' twice", name));
  return {};
}

Status JsonRows::readObject(Members &members) {
  object = line;
  if (text[cursor] != '{')
    return error("expected a JSON object");
  size_t end = objectEnd();
  std::string_view document(text.data() + cursor, end - cursor);
  Json json;
  Status parsed = parseJson(document, json);
  if (!parsed.ok())
    return error(parsed.message());
  for (const auto &[name, value] : json.items())
    BMRT_TRY(addMember(name, value, /*isElement=*/false, members));
  line += std::ranges::count(document, '\n');
  cursor = end;
  return {};
}

Status JsonRows::next(std::vector<CsvField> &row, bool &end) {
  row.clear();
  bool isHeader = names.empty();
  size_t start = cursor;
  while (cursor < text.size() &&
         std::string_view(" \t\r\n").find(text[cursor]) != std::string::npos)
    line += text[cursor++] == '\n';
  end = cursor == text.size();
  if (end)
    return {};
  members.clear();
  BMRT_TRY(readObject(members));
  if (isHeader) {
    for (const auto &[name, value] : members)
      names.push_back(name);
    // The object is also the first row.
    cursor = start;
    line = 1;
  }
  if (names.empty())
    return error("the object has no members");
  for (const std::string &name : names)
    row.push_back({isHeader ? name : members[name], object, 1});
  return {};
}

} // namespace bmc
