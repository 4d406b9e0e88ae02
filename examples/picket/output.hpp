// SPDX-License-Identifier: MIT
/// @file
/// What every command does with its results: tables as CSV or JSON, files that appear only when complete,
/// skipped records named, progress shown to people.
#ifndef PICKET_EXAMPLES_PICKET_OUTPUT_HPP
#define PICKET_EXAMPLES_PICKET_OUTPUT_HPP

#include <picket/error.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/zone_record.hpp>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

namespace picket_cli {

/// A cell of a table: text, a number that round-trips, or a count. NaN is an empty cell, `null` in JSON.
using Cell = std::variant<std::string, double, std::uint64_t>;

/// Rows under named columns, printed as CSV or as a JSON array of objects with the same names.
class Table {
public:
    explicit Table(std::vector<std::string> columns) : columns_(std::move(columns)) {}

    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }

    [[nodiscard]] std::string text(bool as_json) const { return as_json ? json() : csv(); }

private:
    [[nodiscard]] std::string csv() const
    {
        std::string text;
        for (std::size_t i = 0; i < columns_.size(); ++i) text += (i == 0 ? "" : ",") + columns_[i];
        text += '\n';
        for (const std::vector<Cell>& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (i != 0) text += ',';
                if (const auto* word = std::get_if<std::string>(&row[i])) {
                    text += picket::io::csv_field(*word);
                } else if (const auto* count = std::get_if<std::uint64_t>(&row[i])) {
                    text += std::to_string(*count);
                } else {
                    text += picket::io::csv_number(std::get<double>(row[i]));
                }
            }
            text += '\n';
        }
        return text;
    }

    [[nodiscard]] std::string json() const
    {
        nlohmann::ordered_json all = nlohmann::ordered_json::array();
        for (const std::vector<Cell>& row : rows_) {
            nlohmann::ordered_json object = nlohmann::ordered_json::object();
            for (std::size_t i = 0; i < row.size(); ++i) {
                std::visit([&](const auto& value) { object[columns_[i]] = value; }, row[i]);
            }
            all.push_back(std::move(object));
        }
        // identifiers come from CSV files in any encoding; JSON is UTF-8
        return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
    }

    std::vector<std::string> columns_;
    std::vector<std::vector<Cell>> rows_;
};

/// The results of a command. Nothing is visible until commit(); a file is written beside its place and renamed.
class Outputs {
public:
    Outputs() = default;
    Outputs(const Outputs&) = delete;
    Outputs& operator=(const Outputs&) = delete;
    ~Outputs()
    {
        std::error_code ignored;
        for (const File& file : files_) {
            if (!file.temporary.empty()) std::filesystem::remove(file.temporary, ignored);
        }
    }

    /// @param path  empty or `-`: standard output
    void add(const std::string& path, std::string content)
    {
        namespace fs = std::filesystem;
        File file;
        if (path.empty() || path == "-") {
            file.content = std::move(content);
            files_.push_back(std::move(file));
            return;
        }
        file.name = path;
        std::error_code error;
        // a link keeps being a link: what it names is replaced
        file.target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : fs::path(path);
        const fs::file_status status = fs::status(file.target, error);
        if (fs::is_directory(status)) fail(path, EISDIR);
        if (fs::exists(status) && !fs::is_regular_file(status)) {
            file.content = std::move(content);  // a device or pipe has no beside
            files_.push_back(std::move(file));
            return;
        }
        // two runs at once must not write into one another's file
        file.temporary = file.target;
        file.temporary += ".partial-" + std::to_string(std::random_device{}());
        files_.push_back(file);
        write(file.temporary, path, content);
        if (fs::exists(status)) fs::permissions(file.temporary, status.permissions(), error);
    }

    /// Makes everything visible: files first, then standard output.
    void commit()
    {
        for (File& file : files_) {
            if (file.temporary.empty()) continue;
            std::error_code error;
            std::filesystem::rename(file.temporary, file.target, error);
            if (error) fail(file.name, error.value());
            file.temporary.clear();
        }
        for (const File& file : files_) {
            if (file.content.empty()) continue;
            if (!file.name.empty()) {
                write(file.target, file.name, file.content);
            } else if (std::fwrite(file.content.data(), 1, file.content.size(), stdout) != file.content.size() ||
                       std::fflush(stdout) != 0) {
                fail("standard output", errno);
            }
        }
        files_.clear();
    }

private:
    struct File {
        std::string name;  ///< as the user wrote it; empty: standard output
        std::filesystem::path target;
        std::filesystem::path temporary;  ///< empty: nothing to rename
        std::string content;              ///< kept only for what is not renamed
    };

    [[noreturn]] static void fail(const std::string& name, int reason)
    {
        const std::string message = picket::io::detail::printable(name, 400) +
                                    ": cannot be written: " + std::generic_category().message(reason);
        throw picket::Error(message.c_str());
    }

    static void write(const std::filesystem::path& path, const std::string& name, const std::string& content)
    {
        errno = 0;
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
        out.close();  // a full disk shows here at the latest
        if (!out) fail(name, errno != 0 ? errno : EIO);
    }

    std::vector<File> files_;
};

/// Records left out under --keep-going, each named on standard error as it is found.
class Skipped {
public:
    void add(const std::vector<picket::io::SkippedRecord>& records)
    {
        for (const picket::io::SkippedRecord& record : records) std::cerr << record.message << '\n';
        count_ += records.size();
    }
    void report() const
    {
        if (count_ > 0) std::cerr << "picket: skipped " << count_ << (count_ == 1 ? " bad record\n" : " bad records\n");
    }

private:
    std::size_t count_ = 0;
};

/// A line on standard error once the work has lasted a second, if a person is watching.
class Progress {
public:
    explicit Progress(std::string_view what) : what_(what), watched_(::isatty(STDERR_FILENO) == 1) {}
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress()
    {
        if (shown_) std::cerr << "\r\033[K" << std::flush;
    }

    void at(std::size_t done, std::size_t total)
    {
        if (!watched_) return;
        const auto now = std::chrono::steady_clock::now();
        if (now < next_) return;
        next_ = now + std::chrono::milliseconds(200);
        shown_ = true;
        std::cerr << '\r' << what_ << ": " << done << " of " << total << "\033[K" << std::flush;
    }

private:
    std::string what_;
    bool watched_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + std::chrono::seconds(1);
};

/// Does work that cannot say how far it is: a person who watches sees how long it has taken.
template <class Work>
auto with_clock(std::string_view what, Work work)
{
    if (::isatty(STDERR_FILENO) != 1) return work();
    const auto begin = std::chrono::steady_clock::now();
    auto result = std::async(std::launch::async, work);
    bool shown = false;
    for (auto pause = std::chrono::milliseconds(1000); result.wait_for(pause) != std::future_status::ready;
         pause = std::chrono::milliseconds(200)) {
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        std::cerr << '\r' << what << ": " << static_cast<int>(taken.count()) << " s\033[K" << std::flush;
        shown = true;
    }
    if (shown) std::cerr << "\r\033[K" << std::flush;
    return result.get();
}

}  // namespace picket_cli

#endif
