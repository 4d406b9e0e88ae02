// SPDX-License-Identifier: MIT
// The picket program: the library's questions from a shell.
#include <picket/error.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/version.hpp>

#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "cmd_geodesic.hpp"
#include "commands.hpp"

namespace {

/// Bad input and unusable arguments alike: nothing was done.
constexpr int exit_bad = 2;

/// Usage of the command the arguments got to: the one that helps.
std::string usage_text(const CLI::App& app, const std::string& parents = {})
{
    for (const CLI::App* candidate : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (candidate->parsed()) {
            return usage_text(*candidate, parents.empty() ? app.get_name() : parents + ' ' + app.get_name());
        }
    }
    return app.help(parents);
}

int usage(const CLI::App& app, const CLI::ParseError& error)
{
    // CLI11 would complain of a missing command where there is one that it does not know
    const std::vector<std::string> unknown = app.remaining();
    const bool no_command = app.get_subcommands().empty() && !unknown.empty();
    std::cerr << "picket: "
              << (no_command ? picket::io::detail::in_quotes(unknown.front()) + " is not a command" : error.what())
              << "\n\n"
              << usage_text(app);
    return exit_bad;
}

}  // namespace

int main(int argc, char** argv)
{
    std::ios::sync_with_stdio(false);
    try {
        CLI::App app{"Is it, was it, or will it be inside an airspace it may not be in?", "picket"};
        app.require_subcommand(1);
        app.set_version_flag("--version", "picket " + std::to_string(picket::version.major) + '.' +
                                              std::to_string(picket::version.minor) + '.' +
                                              std::to_string(picket::version.patch));
        app.footer("picket COMMAND --help describes a command and shows an example.");
        picket_cli::add_contains_command(app);
        picket_cli::add_replay_command(app);
        picket_cli::add_intercept_command(app);
        picket_cli::add_raid_command(app);
        picket_cli::add_index_command(app);
        picket_cli::add_geodesic_command(app);
        try {
            app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            // --help and --version are errors with code 0 in CLI11
            return error.get_exit_code() == 0 ? app.exit(error) : usage(app, error);
        }
        return 0;
    } catch (const picket::Error& error) {
        std::cerr << error.what() << '\n';
    } catch (const std::bad_alloc&) {
        std::cerr << "picket: out of memory\n";
    } catch (const std::exception& error) {
        std::cerr << "picket: " << error.what() << '\n';
    }
    return exit_bad;
}
