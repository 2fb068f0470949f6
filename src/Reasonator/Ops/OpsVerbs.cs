using System.CommandLine;
using System.Text.Json;
using Reasonator.Runbook;

namespace Reasonator.Ops;

/// <summary><c>ops</c>: the operators' procedure (docs/runbook.md), a verb a step.</summary>
internal static class OpsVerbs
{
    private static readonly Option<string?> Env = Among("--env", "Where.", "staging", "prod");
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print the calls instead of making them, secrets as lengths; needs no network and no credentials." };
    private static readonly Option<string?> Team = new("--team") { Description = "The team that owns the app; leave it out for a personal app." };
    private static readonly Option<string?> Sha = Sha256("--model-sha", "The SHA-256 of the weights (64 hex digits).");
    private static readonly Option<string?> Records = new("--records") { Description = "The keep-alive workflow's records of health." };
    private static readonly Option<bool> FirstCustomer = new("--first-paid-customer") { Description = "The first paying customer has signed up." };
    private static readonly Option<string?> Url = new("--url") { Description = "Any running service, instead of --env; its pin is the manifest's." };
    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "Do not wait for the service to read its secrets again." };

    public static Command Create() => new("ops", "Bootstraps, deploys, checks and retires the service on the platform (docs/runbook.md).")
    {
        PlanVerb(), BootstrapVerb(), VerifyVerb(), DeployVerb(), SmokeVerb(), RotateVerb(), UpgradeCheckVerb(), UpgradeVerb(), RollbackVerb(), RetireVerb(),
    };

    private static Command PlanVerb() => Verb("plan", "What is there, what is missing, what it costs a month.", [Team], RehearsedWorld.Empty, async (parsed, session, _, stop) =>
    {
        await Plan.RunAsync(session, parsed.GetValue(Team), stop);
        return 0;
    });

    private static Command BootstrapVerb()
    {
        var dyno = Among("--dyno", "The dyno's size; also starts again what was stopped. Default: what the owner may have.", "eco", "basic");
        var file = new Option<string?>("--sentry-dsn-file") { Description = "A file that holds this environment's SENTRY_DSN and nothing else." };
        return Verb("bootstrap", "Steps 1 to 6: app, buildpack, database, vault folder and secrets, config vars, domain, dynos.", [Team, dyno, file, Sha], RehearsedWorld.Empty, async (parsed, session, input, stop) =>
        {
            await Bootstrap.RunAsync(session, new BootstrapOptions(parsed.GetValue(Team), parsed.GetValue(dyno), parsed.GetValue(file), parsed.GetValue(Sha)), input, stop);
            return 0;
        });
    }

    private static Command VerifyVerb() => Verb("verify", "Checks everything by presence and length, changes nothing.", [], RehearsedWorld.Running, async (_, session, _, stop) =>
    {
        await new Verification(session).RunAsync(stop);
        return 0;
    });

    private static Command DeployVerb()
    {
        var source = new Option<string?>("--source") { Description = "A tar.gz with the solution at its top level. Default: git archive of HEAD." };
        var scoped = new Option<bool>("--require-scoped-key") { Description = "Refuse a HEROKU_API_KEY that can read config vars." };
        var deadline = Seconds(300);
        return Verb("deploy", "Step 7: builds, releases, waits for health; rolls back what does not turn green.", [source, Sha, scoped, deadline], RehearsedWorld.Running, async (parsed, session, _, stop) =>
        {
            await new Deployment(session, new DeployOptions(parsed.GetValue(source), parsed.GetValue(Sha), parsed.GetValue(scoped), Deadline(parsed, deadline))).RunAsync(stop);
            return 0;
        });
    }

    private static Command SmokeVerb()
    {
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object." };
        var deadline = Seconds(60);
        var command = new Command("smoke", "Step 8: health, its keys, HEAD, 401 without a token, a scored headline, the pinned weights.") { Env, Url, DryRun, json, deadline, Sha };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Env) is null == result.GetResult(Url) is null)
            {
                result.AddError("Give --env or --url.");
            }
            else if (result.GetResult(Url) is { } url)
            {
                ServiceAddress.Check(url, Url);
            }
        });
        command.SetAction((parsed, stop) => RunSmoke(parsed, parsed.GetValue(json), Deadline(parsed, deadline), stop));
        return command;
    }

    private static Task<int> RunSmoke(ParseResult parsed, bool json, TimeSpan deadline, CancellationToken stop)
    {
        var asked = parsed.GetValue(Sha);
        // The one JSON object has standard output for itself; a dry run has none, and tells its calls.
        var output = json && !parsed.GetValue(DryRun) ? TextWriter.Null : Console.Out;
        return OpsRun.RunAsync(RackEnvironment.Parse(parsed.GetValue(Env) ?? ""), parsed.GetValue(DryRun), RehearsedWorld.Running, output, async (session, _, end) =>
        {
            var anywhere = parsed.GetValue(Url);
            var url = anywhere is null ? session.PublicUrl : ServiceAddress.Parse(anywhere);
            var pin = anywhere is null ? await ModelPin.ExpectedAsync(session, asked, ModelPin.OfManifest(session.Credentials), end) : asked ?? ModelPin.OfManifest(session.Credentials);
            var token = anywhere is null ? await ServiceToken.FindAsync(session, end) : session.Credentials.Find(Credentials.ServiceTokenVariable);
            var checks = await new Smoke(session.Service(url, gated: anywhere is null), session.Time).RunAsync(pin, token, deadline, end);
            var passed = checks.All(check => check.Passed);
            foreach (var check in checks)
            {
                Action<string> say = check.Passed || session.IsRehearsal ? session.Report.Found : session.Report.Wrong;
                say($"{check.Name}: {check.Detail}");
            }

            if (json && !session.IsRehearsal)
            {
                Console.WriteLine(JsonSerializer.Serialize(new SmokeResult(ServiceAddress.Text(url), passed, checks), SmokeJson.Default.SmokeResult));
            }

            return passed ? 0 : ReasonatorCommand.Failed;
        }, stop);
    }

    private static Command RotateVerb()
    {
        var retire = new Option<bool>("--retire") { Description = "End the rotation: delete the previous token, once the service knows the new one." };
        return Verb("rotate-token", "A new service token; the old one stays accepted until --retire.", [retire, NoWait], parsed => parsed.GetValue(retire) ? RehearsedWorld.Rotating : RehearsedWorld.Running, async (parsed, session, _, stop) =>
        {
            var (rotation, wait) = (new TokenRotation(session), !parsed.GetValue(NoWait));
            await (parsed.GetValue(retire) ? rotation.RetireAsync(wait, stop) : rotation.StartAsync(wait, stop));
            return 0;
        });
    }

    private static Command UpgradeCheckVerb() => Verb("upgrade-check", "Whether a trigger of the upgrade has fired; exit code 3 when one has.", [FirstCustomer, Records], RehearsedWorld.Running, async (parsed, session, _, stop) =>
    {
        var check = await UpgradeCheck.RunAsync(session, parsed.GetValue(FirstCustomer), parsed.GetValue(Records), stop);
        session.Report.Found(check.IsNeeded ? $"recommended: {string.Join(", ", new[] { check.Size, check.Plan }.OfType<string>())}" : "no upgrade is due");
        return check.IsNeeded ? OpsRun.Due : 0;
    });

    private static Command UpgradeVerb()
    {
        var to = Among("--to", "The dyno's size. Default: what upgrade-check recommends.", "standard-1x", "standard-2x");
        var database = new Option<string?>("--database") { Description = "The database plan, such as heroku-postgresql:essential-1. Default: what upgrade-check recommends." };
        return Verb("upgrade", "Changes the dyno's size, and the database plan where the rows ask for it.", [to, database, FirstCustomer, Records], RehearsedWorld.Running, async (parsed, session, _, stop) =>
        {
            var check = await UpgradeCheck.RunAsync(session, parsed.GetValue(FirstCustomer), parsed.GetValue(Records), stop);
            await Upgrade.RunAsync(session, parsed.GetValue(to), parsed.GetValue(database), check, stop);
            return 0;
        });
    }

    private static Command RollbackVerb()
    {
        var to = new Option<int?>("--to") { Description = "The release's version, such as 12. Default: the newest good one of other code." };
        var deadline = Seconds(300);
        return Verb("rollback", "Releases earlier code again and waits for health.", [to, deadline], RehearsedWorld.Running, async (parsed, session, _, stop) =>
        {
            await Rollback.RunAsync(session, parsed.GetValue(to), Deadline(parsed, deadline), stop);
            return 0;
        });
    }

    private static Command RetireVerb() => Verb("retire", "Flag 0, no dynos; destroys nothing.", [], RehearsedWorld.Running, async (_, session, _, stop) =>
    {
        await Retirement.RunAsync(session, stop);
        return 0;
    });

    private static Command Verb(string name, string description, Option[] options, RehearsedWorld world, Func<ParseResult, Session, SecretInput, CancellationToken, Task<int>> work) =>
        Verb(name, description, options, _ => world, work);

    private static Command Verb(string name, string description, Option[] options, Func<ParseResult, RehearsedWorld> world, Func<ParseResult, Session, SecretInput, CancellationToken, Task<int>> work)
    {
        var env = new Option<string>("--env") { Description = "Where.", Required = true };
        env.AcceptOnlyFromAmong("staging", "prod");
        var command = new Command(name, description) { env, DryRun };
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, stop) => OpsRun.RunAsync(
            RackEnvironment.Parse(parsed.GetValue(env)!), parsed.GetValue(DryRun), world(parsed), Console.Out, (session, input, end) => work(parsed, session, input, end), stop));
        return command;
    }

    private static Option<string?> Among(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static Option<string?> Sha256(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not { Length: 64 } sha || !sha.All(char.IsAsciiHexDigit))
            {
                result.AddError($"{name} must be 64 hexadecimal digits.");
            }
        });
        return option;
    }

    private static Option<int> Seconds(int usual) => new("--deadline") { Description = "Seconds that health may take to turn green.", DefaultValueFactory = _ => usual };

    private static TimeSpan Deadline(ParseResult parsed, Option<int> option) => TimeSpan.FromSeconds(parsed.GetValue(option));
}
