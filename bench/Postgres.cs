using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>A PostgreSQL of its own with the platform's 20 connections, durable as installed, removed afterwards.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    // The server refuses to run as root, and a package that made a cluster has made this user.
    public const string User = "postgres";

    private static readonly bool IsRoot = Environment.IsPrivilegedProcess;

    private readonly ReservedPort _port = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-bench-").FullName;

    public int Port => _port.Number;

    /// <summary>The newest PostgreSQL of this machine.</summary>
    private static string Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderBy(folder => int.Parse(Path.GetFileName(folder))).Select(folder => Path.Combine(folder, "bin")).Last()
        : throw new DirectoryNotFoundException("PostgreSQL is missing: install Debian's postgresql.");

    private string Data => Path.Combine(_folder, "data");

    public static async Task<Postgres> StartAsync()
    {
        var server = new Postgres();
        if (IsRoot)
        {
            using var own = Process.Start("chown", [User, server._folder]);
            await own.EndAsync("chown");
        }

        await server.RunAsync("initdb", "--pgdata", server.Data, "--auth", "trust", "--username", User, "--encoding", "UTF8", "--locale", "C");
        await server.RunAsync(
            "pg_ctl", "--pgdata", server.Data, "--wait", "--log", Path.Combine(server._folder, "log"), "--options",
            $"-p {server.Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=20", "start");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", "--pgdata", Data, "--wait", "--mode", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
        _port.Dispose();
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        string[] line = [.. IsRoot ? ["runuser", "-u", User, "--"] : Array.Empty<string>(), Path.Combine(Programs, program), .. arguments];
        // Not redirected for the server, which would hold the pipe open for ever.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > \"$0\" 2>&1 < /dev/null", Path.Combine(_folder, "output"), .. line]) { WorkingDirectory = _folder };
        using var process = Process.Start(start)!;
        await process.EndAsync(program);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program}: {await File.ReadAllTextAsync(Path.Combine(_folder, "output"))}");
        }
    }
}
