#include <fmt/format.h>
#include <sodium.h>

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/configuration.h"
#include "app/descriptors.h"
#include "app/secrets.h"

/// airperk's commands on one screen.
int main(int argc, char** argv) {
  using namespace airperk::app;
  keep_standard_streams();
  leave_no_core();
  raise_descriptor_limit();
  if (sodium_init() < 0) {
    return complain("libsodium found no source of random numbers", 2);
  }
  CLI::App app("An opt-in bonus programme for a mobile network: USSD, ledger, online charging.",
               "airperk");
  app.require_subcommand(1);
  app.set_version_flag("--version", "airperk " AIRPERK_VERSION);
  std::string config, programme, csv, directory, now, listen = "127.0.0.1:8555";
  bool update = false, contacts = false, accept_loss = false;
  unsigned subscribers = 10'000;
  int status = 0;

  const auto with_config = [&config](CLI::App* command) {
    command->add_option("--config", config,
                        "Configuration (TOML); without one, defaults on loopback");
    return command;
  };
  with_config(app.add_subcommand("serve", "Run airperk"))->callback([&] {
    status = serve(config);
  });
  auto* demo_command = app.add_subcommand("demo", "Run a made-up network to try airperk on");
  demo_command->add_option("--listen", listen, "Where the page is served")->capture_default_str();
  demo_command->add_option("--subscribers", subscribers, "How many there are")
      ->check(CLI::Range(1u, 1'000'000u))
      ->capture_default_str();
  demo_command->add_option("--now", now, "When it begins, after its month (RFC 3339); now if none");
  demo_command->callback([&] { status = demo(listen, subscribers, now); });
  auto* check_command = app.add_subcommand("check", "Check a programme file");
  check_command->add_option("PROGRAMME", programme, "The file, such as programme/smart.toml")
      ->required();
  check_command->callback([&] { status = check(programme); });
  auto* import_command = with_config(app.add_subcommand("import", "Bring in subscribers from CSV"));
  import_command
      ->add_option("CSV", csv, "its first line: msisdn,brand,tariff, and others in any order")
      ->required();
  import_command->add_flag("--update", update,
                           "Change brand, tariff, language, region and age band of known numbers");
  import_command->callback([&] { status = import_csv(config, csv, update); });
  auto* verify_command = with_config(
      app.add_subcommand("verify", "Recompute every balance, cap and consent from the journal"));
  verify_command->add_flag("--contacts", contacts,
                           "List how many contacts each subscriber had in each month");
  verify_command->callback([&] { status = verify(config, contacts); });
  auto* repair_command = with_config(app.add_subcommand(
      "repair", "Say what a damaged store has lost, or go on without it at your word"));
  repair_command->add_flag("--accept-loss", accept_loss,
                           "Go on without what cannot be read any more, and journal that");
  repair_command->callback([&] { status = repair(config, accept_loss); });
  TokenWish token_wish;
  auto* token_command = with_config(app.add_subcommand("token", "Print a token for the HTTP API"));
  token_command
      ->add_option("--role", token_wish.role,
                   "admin, provisioning, care, marketing, compliance, network, finance, partner")
      ->required();
  token_command->add_option("--name", token_wish.name,
                            "Whose it is, as records shall call them; without one, the role");
  token_command->add_option("--partner", token_wish.partner,
                            "Whose campaigns a token of the role partner sees");
  token_command->callback([&] { status = token(config, token_wish); });
  AccountWish wish;
  auto* account_command = with_config(app.add_subcommand(
      "account", "Make or change an account; its password is read from standard input"));
  account_command->add_option("--name", wish.name, "What the person logs in as")->required();
  account_command->add_option("--role", wish.role, "As for a token")->required();
  account_command->add_option("--partner", wish.partner,
                              "Whose account it is, for the role partner");
  account_command->add_flag("--keep-password", wish.keep_password, "Change the rest alone");
  auto* disable = account_command->add_flag("--disable", wish.disable, "Nobody logs in with it");
  account_command->add_flag("--enable", wish.enable, "It can be used again")->excludes(disable);
  account_command->callback([&] { status = account(config, wish); });
  auto* backup_command =
      with_config(app.add_subcommand("backup", "Copy the store, also while it runs"));
  backup_command->add_option("DIR", directory, "A directory that does not exist yet")->required();
  backup_command->callback([&] { status = backup(config, directory); });
  RestoreWish restore_wish;
  auto* restore_command =
      with_config(app.add_subcommand("restore",
                                     "Check a backup and put it back as the store, whole or not at "
                                     "all"));
  restore_command->add_option("DIR", restore_wish.backup, "What airperk backup made")->required();
  restore_command->add_option("--journal", restore_wish.journal,
                              "The directory that the journal was shipped to: goes on from there");
  restore_command->add_option("--until", restore_wish.until,
                              "Goes no further than this instant (2016-03-05T10:00:00+06:00)");
  restore_command->callback([&] { status = restore(config, restore_wish); });
  with_config(app.add_subcommand("new-secret", "Go on where the store's secret is lost for good"))
      ->callback([&] { status = new_secret(config); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
  } catch (const CLI::CallForVersion& asked) {
    fmt::print("{}\n", asked.what());
  } catch (const CLI::ParseError& error) {
    const bool unknown = app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-';
    return complain(
        fmt::format("{}; see airperk --help",
                    unknown ? fmt::format("there is no command \"{}\"", argv[1]) : error.what()),
        2);
  } catch (const std::exception& error) {
    return complain(error.what(), 1);
  }
  return status;
}
