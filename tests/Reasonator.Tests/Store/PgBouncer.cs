using System.Collections.Concurrent;
using System.Diagnostics;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Store;

/// <summary>
/// A PgBouncer before a server, which gives each transaction any of its sessions (pool_mode transaction). It ends with this
/// process, however that ends: a shell beside it waits for the end of a pipe that only this process holds.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const string Watch = """
        "$@" < /dev/null &
        read -r _
        kill $!
        wait $!
        """;

    private readonly ReservedPort _port = new();
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine("/tmp", $"reasonator-pgbouncer-{Guid.NewGuid():N}"));
    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _database;
    private System.Diagnostics.Process? _watch;

    private PgBouncer(string database) => _database = database;

    /// <summary>DATABASE_URL of the database behind it.</summary>
    public string Url => $"postgres://anybody:x@127.0.0.1:{_port}/{_database}?sslmode=disable";

    /// <summary>Starts one. Skips the test where there is none.</summary>
    /// <param name="url">The database behind it.</param>
    /// <param name="stop">The test's own token.</param>
    public static async Task<PgBouncer> StartAsync(string url, CancellationToken stop)
    {
        Installed.Require("pgbouncer");
        var server = PostgresServer.Settings(url);
        var pooler = new PgBouncer(server.Database!);
        await File.WriteAllTextAsync(Path.Combine(pooler._folder.FullName, "pgbouncer.ini"), $"""
            [databases]
            * = host={server.Host} port={server.Port} user={server.Username} password={server.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {pooler._port}
            unix_socket_dir =
            auth_type = any
            server_tls_sslmode = prefer
            pool_mode = transaction
            default_pool_size = 4

            """, stop);
        // It refuses to run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={PostgresProcess.User}", $"--regid={PostgresProcess.User}", "--clear-groups"] : [];
        string[] line = ["-c", Watch, "sh", .. user, "pgbouncer", Path.Combine(pooler._folder.FullName, "pgbouncer.ini")];
        pooler._watch = System.Diagnostics.Process.Start(
            new ProcessStartInfo("/bin/sh", line) { RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        pooler._watch.ErrorDataReceived += (_, e) => pooler._log.Enqueue($"{e.Data}");
        pooler._watch.BeginErrorReadLine();
        await Eventually.TrueAsync(
            "PgBouncer takes connections", () => pooler._log.Any(said => said.Contains("process up", StringComparison.Ordinal)), stop, pooler.Said);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
        {
            _watch.StandardInput.Close();
            await Eventually.EndsAsync("PgBouncer ends", _watch.WaitForExitAsync(), CancellationToken.None, Said);
            _watch.Dispose();
        }

        _folder.Delete(recursive: true);
        _port.Dispose();
    }

    private string Said() => string.Join('\n', _log);
}
