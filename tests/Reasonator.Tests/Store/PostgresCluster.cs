using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reasonator.Runbook;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Store;

/// <summary>
/// A PostgreSQL of its own on a free port of loopback, in a temporary folder; or the one that DATABASE_URL names. It refuses
/// to run as root, so that a test run by root starts it as somebody else.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private const string User = "rack";
    private const string Ready = "ready to accept connections";

    private readonly string? _given = new ConfigurationBuilder().AddEnvironmentVariables().Build()["DATABASE_URL"] is { Length: > 0 } url ? url : null;
    private readonly int _port = ServiceProcess.FreePort();
    private DirectoryInfo? _folder;
    private System.Diagnostics.Process? _server;

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Missing { get; private set; }

    public string Password => new Uri(Url).UserInfo.Split(':')[^1];

    /// <summary>As the platform writes it.</summary>
    public string Url => _given ?? $"postgres://{User}:geheim-7d1c@127.0.0.1:{_port}/postgres?sslmode=disable";

    private static string? Binaries => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    public async ValueTask InitializeAsync()
    {
        if (_given is not null)
        {
            return;
        }

        if (Binaries is null)
        {
            Missing = "PostgreSQL is not installed (apt-get install postgresql), and DATABASE_URL names no other";
            return;
        }

        _folder = Directory.CreateTempSubdirectory("reasonator-postgres-");
        var (data, password) = (Path.Combine(_folder.FullName, "data"), Path.Combine(_folder.FullName, "password"));
        await File.WriteAllTextAsync(password, Password);
        if (System.Environment.UserName == "root")
        {
            await RunAsync("chown", "-R", "postgres", _folder.FullName);
        }

        try
        {
            await StartAsync(data, password);
        }
        catch
        {
            // What did not start well is not cleaned up by the runner.
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A table of so many rows, and no other; known to the statistics when this returns.</summary>
    public async Task FillAsync(int rows, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(RowCount.ConnectionString(Url));
        await connection.OpenAsync(stop);
        foreach (var statement in (string[])["drop table if exists rack_rows", $"create table rack_rows as select generate_series(1, {rows}) as id", "select pg_stat_force_next_flush()"])
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_given is not null && Missing is null)
        {
            await FillAsync(0, CancellationToken.None);
        }

        if (_server is { HasExited: false })
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
        }

        _server?.Dispose();
        _folder?.Delete(recursive: true);
    }

    private async Task StartAsync(string data, string password)
    {
        await RunAsync(As("initdb", "-D", data, "-U", User, "-A", "scram-sha-256", $"--pwfile={password}", "--no-sync", "-E", "UTF8", "--locale=C"));
        _server = Start(As("postgres", "-D", data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "autovacuum=off"));
        while (await _server.StandardError.ReadLineAsync() is { } line && !line.Contains(Ready, StringComparison.Ordinal))
        {
        }

        Assert.False(_server.HasExited, "PostgreSQL ended at its start.");
        // It would block as soon as nobody reads what it says.
        _ = _server.StandardError.ReadToEndAsync();
    }

    /// <summary>One of its programs; as another user where this one is root. setpriv becomes the program, runuser would stand between.</summary>
    private static string[] As(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(Binaries!, program), .. arguments];
        return System.Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;
    }

    private System.Diagnostics.Process Start(params string[] command) =>
        System.Diagnostics.Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder!.FullName })!;

    private async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {await errors}{await output}");
    }
}
