// SPDX-License-Identifier: MIT
/// @file
/// As much of JSON Schema (draft 2020-12) as the schemas in docs/reference/schemas use. A keyword that it does not know
/// is an error, so that nothing in a schema goes unchecked.
#ifndef PICKET_TESTS_SUPPORT_JSON_SCHEMA_HPP
#define PICKET_TESTS_SUPPORT_JSON_SCHEMA_HPP

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex.h>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace schema_tests {

using Json = nlohmann::json;

inline std::string text_of_file(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot open " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Schema {
public:
    explicit Schema(const std::string& path) : root_(Json::parse(text_of_file(path))) {}

    [[nodiscard]] bool accepts(const Json& value) const { return accepts(root_, value); }

    /// The keys of an object: of the root, or of a definition.
    [[nodiscard]] std::set<std::string> keys(const std::string& definition) const
    {
        const Json& where = definition.empty() ? root_ : root_.at("$defs").at(definition);
        if (where.at("additionalProperties") != Json(false)) throw std::runtime_error(definition + " is open");
        std::set<std::string> result;
        for (const auto& [key, ignored] : where.at("properties").items()) result.insert(key);
        return result;
    }

private:
    [[nodiscard]] static bool is_type(const std::string& type, const Json& value)
    {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "number") return value.is_number();
        if (type == "boolean") return value.is_boolean();
        if (type == "integer") return value.is_number() && value.get<double>() == std::floor(value.get<double>());
        throw std::runtime_error("type " + type);
    }

    /// POSIX, not std::regex, which GCC 12 warns of under the sanitizers. The patterns mean the same in both.
    [[nodiscard]] static bool matches(const std::string& pattern, const std::string& text)
    {
        regex_t compiled;
        if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) throw std::runtime_error(pattern);
        const bool found = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
        regfree(&compiled);
        return found;
    }

    [[nodiscard]] bool accepts(const Json& schema, const Json& value) const
    {
        for (const auto& [keyword, rule] : schema.items()) {
            if (!holds(keyword, rule, schema, value)) return false;
        }
        return true;
    }

    [[nodiscard]] bool holds(const std::string& keyword, const Json& rule, const Json& schema, const Json& value) const
    {
        static const std::set<std::string> annotations{"$schema", "$id", "title", "description", "default", "$defs"};
        if (annotations.contains(keyword)) return true;
        if (keyword == "$ref") {
            const std::string name = rule.get<std::string>();
            if (!name.starts_with("#/$defs/")) throw std::runtime_error(name);
            return accepts(root_.at("$defs").at(name.substr(8)), value);
        }
        if (keyword == "type") {
            if (rule.is_string()) return is_type(rule, value);
            for (const Json& type : rule) {
                if (is_type(type, value)) return true;
            }
            return false;
        }
        if (keyword == "const") return value == rule;
        if (keyword == "enum") {
            for (const Json& one : rule) {
                if (value == one) return true;
            }
            return false;
        }
        if (keyword == "oneOf") {
            int count = 0;
            for (const Json& one : rule) count += accepts(one, value);
            return count == 1;
        }
        if (keyword == "required") {
            for (const Json& key : rule) {
                if (value.is_object() && !value.contains(key.get<std::string>())) return false;
            }
            return true;
        }
        if (keyword == "additionalProperties") {
            if (rule != Json(false)) throw std::runtime_error("additionalProperties");
            if (!value.is_object()) return true;
            for (const auto& [key, ignored] : value.items()) {
                if (!schema.at("properties").contains(key)) return false;
            }
            return true;
        }
        if (keyword == "properties") {
            if (!value.is_object()) return true;
            for (const auto& [key, inner] : rule.items()) {
                if (value.contains(key) && !accepts(inner, value.at(key))) return false;
            }
            return true;
        }
        if (keyword == "items") {
            if (!value.is_array()) return true;
            for (const Json& item : value) {
                if (!accepts(rule, item)) return false;
            }
            return true;
        }
        if (keyword == "minItems") return !value.is_array() || value.size() >= rule.get<std::size_t>();
        if (keyword == "minProperties") return !value.is_object() || value.size() >= rule.get<std::size_t>();
        if (keyword == "uniqueItems")
            return !value.is_array() || std::set<Json>(value.begin(), value.end()).size() == value.size();
        if (keyword == "minLength")
            return !value.is_string() || value.get<std::string>().size() >= rule.get<std::size_t>();
        if (keyword == "pattern")
            return !value.is_string() || matches(rule.get<std::string>(), value.get<std::string>());
        if (keyword == "minimum") return !value.is_number() || value.get<double>() >= rule.get<double>();
        if (keyword == "maximum") return !value.is_number() || value.get<double>() <= rule.get<double>();
        if (keyword == "exclusiveMinimum") return !value.is_number() || value.get<double>() > rule.get<double>();
        throw std::runtime_error("keyword " + keyword);
    }

    Json root_;
};

/// A value of the document, changed, left out, or joined by another, somewhere at random.
template <class Below>
Json mutated(Json document, const Json& donors, Below&& below)
{
    // go down to a random place
    Json* parent = nullptr;
    Json* here = &document;
    std::string key;
    for (;;) {
        const std::size_t size = here->is_structured() ? here->size() : 0;
        if (size == 0 || (parent != nullptr && below(4) == 0)) break;
        parent = here;
        const std::size_t which = below(size);
        if (here->is_array()) {
            key = std::to_string(which);
            here = &(*here)[which];
        } else {
            auto it = here->begin();
            std::advance(it, which);
            key = it.key();
            here = &it.value();
        }
    }
    const Json& donor = donors[below(donors.size())];
    switch (below(4)) {
        case 0: *here = donor; break;
        case 1:
            if (parent != nullptr && parent->is_object())
                parent->erase(key);
            else if (parent != nullptr)
                parent->erase(std::stoul(key));
            break;
        case 2:
            if (here->is_array())
                here->push_back(donor);
            else if (here->is_object())
                here->emplace(below(2) == 0 ? "colour" : key, donor);
            break;
        default:
            if (here->is_number())
                *here = here->get<double>() * -1 + static_cast<double>(below(3));
            else if (here->is_string())
                *here = here->get<std::string>() + (below(2) == 0 ? "x" : "*");
            else if (here->is_boolean())
                *here = !here->get<bool>();
            break;
    }
    return document;
}

struct Agreement {
    int kept = 0;
    int refused = 0;
};

/// A reader beside its schema, on documents with one or two random changes: what the schema refuses the reader refuses,
/// and what only the reader refuses it refuses for a reason that a schema cannot state.
///
/// @param fault   what the reader says of a text; "no fault" when it takes it
/// @param beyond  parts of what it says of faults that take more than the shape of one value to see
/// @param skip    documents that are not for the reader
template <class Fault, class Below>
Agreement agreement(const Schema& schema, const Json& good, const Json& donors, const std::vector<std::string>& beyond,
                    int tries, Below&& below, Fault&& fault, const std::function<bool(const Json&)>& skip = {})
{
    Agreement result;
    for (int i = 0; i < tries; ++i) {
        Json bad = mutated(good, donors, below);
        if (below(3) == 0) bad = mutated(bad, donors, below);
        if (skip && skip(bad)) continue;
        const std::string problem = fault(bad.dump());
        const bool read_it = problem == "no fault";
        const bool fits = schema.accepts(bad);
        CAPTURE(bad.dump(), problem, fits);
        if (!fits) REQUIRE(!read_it);
        if (fits && !read_it)
            REQUIRE(std::any_of(beyond.begin(), beyond.end(),
                                [&](const auto& text) { return problem.find(text) != std::string::npos; }));
        ++(read_it ? result.kept : result.refused);
    }
    return result;
}

}  // namespace schema_tests

#endif
