using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Reasonator.Tests.Store;

/// <summary>
/// A PostgreSQL in a temporary folder, with TLS and a certificate that nobody signed. It ends with this process, however that
/// ends: a shell beside it waits for the end of a pipe that only this process holds.
/// </summary>
internal sealed class PostgresProcess(int port) : IAsyncDisposable
{
    /// <summary>The server refuses to run as root; a package that made a cluster has made this user.</summary>
    public const string User = "postgres";

    private const string Ready = "ready to accept connections";

    // A line asks for the server's death. The pipe's end without one is the death of who would have asked: nobody will need the
    // folder either. Standard error is the server's alone, so that its end tells the server's.
    private const string Watch = """
        "$@" < /dev/null &
        exec 2> /dev/null
        read -r asked
        kill -QUIT $!
        wait $!
        [ "$asked" ] || rm -rf "$0"
        """;

    private static readonly bool IsRoot = Environment.UserName == "root";

    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-postgres-").FullName;
    private readonly ConcurrentQueue<string> _log = new();
    private System.Diagnostics.Process? _watch;

    /// <summary>The newest PostgreSQL of this machine; null where there is none.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            .OrderBy(folder => int.Parse(Path.GetFileName(folder))).Select(folder => Path.Combine(folder, "bin")).LastOrDefault()
        : null;

    /// <summary>All that is left of what it was told: its files, and what it said.</summary>
    public IEnumerable<byte[]> Traces =>
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).Concat(_log.Select(Encoding.UTF8.GetBytes));

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes what it needs to start.</summary>
    /// <param name="password">Of the user.</param>
    /// <param name="access">The lines of pg_hba.conf.</param>
    public async Task CreateAsync(string password, string access)
    {
        var file = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(file, password);
        await HandOverAsync();
        await RunAsync(AsUser("initdb", "--pgdata", Data, "--auth", "scram-sha-256", "--username", User, "--pwfile", file, "--no-sync", "--encoding", "UTF8", "--locale", "C"));
        await File.WriteAllTextAsync(Path.Combine(Data, "pg_hba.conf"), access);
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        await File.WriteAllTextAsync(Path.Combine(Data, "server.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Data, "server.key"), key.ExportPkcs8PrivateKeyPem());
        await RunAsync("chmod", "600", Path.Combine(Data, "server.key"));
        await HandOverAsync();
    }

    /// <summary>Returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        string[] server = AsUser(
            "postgres", "-D", Data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "ssl=on",
            "-c", "fsync=off", "-c", "autovacuum=off", "-c", "shared_buffers=8MB", "-c", "max_connections=20");
        // A session of its own, so that the signal which ends all of a terminal's leaves the shell to its work.
        _watch = Start("setsid", ["/bin/sh", "-c", Watch, _folder, .. server]);
        while (await _watch.StandardError.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
            if (line.Contains(Ready, StringComparison.Ordinal))
            {
                _ = ListenAsync(_watch.StandardError);
                return;
            }
        }

        Assert.Fail($"PostgreSQL did not start: {string.Join('\n', _log)}");
    }

    /// <summary>Breaks every connection, as a server that dies.</summary>
    public async Task StopAsync()
    {
        if (_watch is { } watch)
        {
            await watch.StandardInput.WriteLineAsync("die");
            watch.StandardInput.Close();
            await watch.WaitForExitAsync();
            watch.Dispose();
            _watch = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>It would block as soon as nobody reads what it says.</summary>
    private async Task ListenAsync(StreamReader said)
    {
        while (await said.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
        }
    }

    private Task HandOverAsync() => IsRoot ? RunAsync("chown", "-R", User, _folder) : Task.CompletedTask;

    private static string[] AsUser(string program, params string[] arguments)
    {
        string[] line = [Path.Combine(Programs!, program), .. arguments];
        return IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", .. line] : line;
    }

    private System.Diagnostics.Process Start(string program, params string[] arguments) => System.Diagnostics.Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder })!;

    private async Task RunAsync(params string[] line)
    {
        using var process = Start(line[0], line[1..]);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{line[0]}: {await errors}{await output}");
    }
}
