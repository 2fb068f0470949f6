using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Workflows;

/// <summary>The real scripts as the workflow runs them, against hosts and a GitHub on loopback, at any hour.</summary>
internal sealed class KeepAlive : IAsyncDisposable
{
    /// <summary>A Tuesday within market hours.</summary>
    public const string Tuesday = "2026-11-24T14:07:03Z";

    /// <summary>Seconds that a host may take, in place of the 10 and the 2 of the workflow: this machine may be slow.</summary>
    public const int Limit = 120;

    private readonly string _tools = Directory.CreateTempSubdirectory("reasonator-tools-").FullName;

    public FakeHost Staging { get; private init; } = null!;

    public FakeHost Prod { get; private init; } = null!;

    public FakeGitHub GitHub { get; private init; } = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("reasonator-keep-alive-").FullName;

    /// <summary>Instead of what every window gets, or on top of it.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string State => Path.Combine(Folder, "state.json");

    public string RecordsFile => Path.Combine(Folder, "records.ndjson");

    public IEnumerable<JsonNode> Records => File.ReadLines(RecordsFile).Select(line => JsonNode.Parse(line)!);

    public static async Task<KeepAlive> StartAsync() => new()
    {
        Staging = await FakeHost.StartAsync(),
        Prod = await FakeHost.StartAsync(),
        GitHub = await FakeGitHub.StartAsync(),
    };

    /// <summary>One window; it must do its work.</summary>
    public async Task WindowAsync(string time = Tuesday)
    {
        var run = await RunAsync("keep-alive", time);
        Assert.True(run is { Code: 0, Errors: "" }, $"exit code {run.Code}: {run.Output}{run.Errors}");
    }

    /// <summary>Windows ten minutes apart, in each of which prod's health answers the next status.</summary>
    public async Task WindowsAsync(string start, params int[] prod)
    {
        var time = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        foreach (var status in prod)
        {
            Prod.Status = status;
            await WindowAsync(time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            time += TimeSpan.FromMinutes(10);
        }
    }

    public async Task<(int Code, string Output, string Errors)> RunAsync(string script, string time, params string[] arguments)
    {
        Installed.Require("curl", "jq");
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng", "keep-alive", script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        // Nothing of the developer's: neither a locale nor a proxy nor settings of curl's and jq's.
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        (start.Environment["PATH"], start.Environment["HOME"]) = ($"{_tools}:{path}", _tools);
        foreach (var (name, value) in Defaults(time).Concat(Environment))
        {
            start.Environment[name] = value;
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        var stop = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await Eventually.EndsAsync($"{script} ends", Task.WhenAll(output, errors, process.WaitForExitAsync(stop)), stop);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>From now on every tool's arguments are written into the file that this returns.</summary>
    public async Task<string> RecordArgumentsAsync()
    {
        var seen = Path.Combine(_tools, "arguments");
        foreach (var tool in new[] { "curl", "jq", "date", "cat", "mv", "awk", "dirname" })
        {
            await Script.WriteAsync(Path.Combine(_tools, tool), $"#!/usr/bin/env bash\nprintf '%s\\n' \"$0 $*\" >> '{seen}'\nPATH=${{PATH#*:}} exec {tool} \"$@\"\n");
        }

        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        await Staging.DisposeAsync();
        await Prod.DisposeAsync();
        await GitHub.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_tools, recursive: true);
    }

    private Dictionary<string, string> Defaults(string time) => new()
    {
        ["KEEP_ALIVE_NOW"] = time,
        ["KEEP_ALIVE_DIR"] = Folder,
        ["KEEP_ALIVE_WAKE"] = "0",
        ["KEEP_ALIVE_LIMIT"] = $"{Limit}",
        ["KEEP_ALIVE_SLOW"] = $"{Limit}",
        ["STAGING_URL"] = Staging.Address.ToString().TrimEnd('/'),
        ["PROD_URL"] = Prod.Address.ToString().TrimEnd('/'),
        ["CF_ACCESS_CLIENT_ID"] = FakeHost.ClientId,
        ["CF_ACCESS_CLIENT_SECRET"] = FakeHost.ClientSecret,
        ["GITHUB_API_URL"] = GitHub.Address.ToString().TrimEnd('/'),
        ["GITHUB_REPOSITORY"] = FakeGitHub.Repository,
        ["GITHUB_TOKEN"] = FakeGitHub.Token,
    };
}
