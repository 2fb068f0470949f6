using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit.Sdk;

namespace Reasonator.Tests.Store;

/// <summary>
/// A PostgreSQL in a temporary folder, with TLS and a certificate that nobody signed. It ends with this process, however that
/// ends: a shell beside it waits for the end of a pipe that only this process holds.
/// </summary>
/// <param name="port">Where it listens.</param>
/// <param name="addresses">Its addresses, between commas.</param>
internal sealed class PostgresProcess(int port, string addresses) : IAsyncDisposable
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

    // Whatever the user is called.
    private static readonly bool IsRoot = Environment.IsPrivilegedProcess;

    // The server's user must be able to enter it, which a TMPDIR of root's may not allow.
    private readonly string _folder = Directory.CreateDirectory(
        Path.Combine(IsRoot ? "/tmp" : Path.GetTempPath(), $"reasonator-postgres-{Guid.NewGuid():N}")).FullName;

    private readonly ConcurrentQueue<string> _log = new();
    private System.Diagnostics.Process? _watch;
    private Task _listening = Task.CompletedTask;

    /// <summary>The newest PostgreSQL of this machine; null where there is none.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            .OrderBy(folder => int.Parse(Path.GetFileName(folder))).Select(folder => Path.Combine(folder, "bin")).LastOrDefault()
        : null;

    /// <summary>All that is left of what it was told: its files, and what it said.</summary>
    public IEnumerable<byte[]> Traces =>
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).Concat(_log.Select(Encoding.UTF8.GetBytes));

    /// <summary>The file of its certificate, which nobody signed: localhost's.</summary>
    public string Certificate => Path.Combine(Data, "server.crt");

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
        var request = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Data, "server.key"), key.ExportPkcs8PrivateKeyPem());
        await RunAsync("chmod", "600", Path.Combine(Data, "server.key"));
        await HandOverAsync();
    }

    /// <summary>Returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        string[] server = AsUser(
            "postgres", "-D", Data, "-p", $"{port}", "-c", $"listen_addresses={addresses}", "-c", "unix_socket_directories=", "-c", "ssl=on",
            "-c", "fsync=off", "-c", "autovacuum=off", "-c", "shared_buffers=8MB",
            // Three times the plan's: on a loaded machine those of the test before may still be ending.
            "-c", "max_connections=60");
        // A session of its own, so that the signal which ends all of a terminal's leaves the shell to its work.
        _watch = Start("setsid", ["/bin/sh", "-c", Watch, _folder, .. server]);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _listening = ListenAsync(_watch.StandardError, ready);
        await Eventually.EndsAsync("PostgreSQL takes connections", ready.Task, TestContext.Current.CancellationToken, Said);
    }

    /// <summary>Breaks every connection, as a server that dies. Returns when its last process has ended.</summary>
    public async Task StopAsync()
    {
        using var watch = _watch;
        _watch = null;
        if (watch is null)
        {
            return;
        }

        try
        {
            await watch.StandardInput.WriteLineAsync("die");
            watch.StandardInput.Close();
            // Not the test's token: a test that has run out of time stops its server too.
            await Eventually.EndsAsync("PostgreSQL ends", Task.WhenAll(_listening, watch.WaitForExitAsync()), CancellationToken.None, Said);
        }
        finally
        {
            if (!watch.HasExited)
            {
                watch.Kill(entireProcessTree: true);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Keeps what the server says, to its end: it would block as soon as nobody reads.</summary>
    private async Task ListenAsync(StreamReader said, TaskCompletionSource ready)
    {
        while (await said.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
            if (line.Contains(Ready, StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        }

        ready.TrySetException(new XunitException($"PostgreSQL did not start: {Said()}"));
    }

    private string Said() => string.Join('\n', _log);

    private Task HandOverAsync() => IsRoot ? RunAsync("chown", "-R", User, _folder) : Task.CompletedTask;

    private static string[] AsUser(string program, params string[] arguments)
    {
        string[] line = [Path.Combine(Programs!, program), .. arguments];
        return IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", .. line] : line;
    }

    private System.Diagnostics.Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        // What it says is read, in English.
        start.Environment["LC_ALL"] = "C";
        return System.Diagnostics.Process.Start(start)!;
    }

    private async Task RunAsync(params string[] line)
    {
        using var process = Start(line[0], line[1..]);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Eventually.EndsAsync($"{line[0]} ends", Task.WhenAll(output, errors, process.WaitForExitAsync()), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{line[0]}: {await errors}{await output}");
    }
}
