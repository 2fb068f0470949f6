using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reasonator.Store;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Store;

/// <summary>
/// Empty databases for tests. They are on a PostgreSQL of its own on a free port, which wants TLS, as the platform's does, and
/// is removed with the test; or on the one that DATABASE_URL names. Without either the test that asks for one is skipped.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    // The server refuses to run as root, and a package that made a cluster has made this user.
    private const string ServerUser = "postgres";

    // The one user who comes without TLS, and only so.
    private const string PlainUser = "rack";

    private const string Password = "geheim-7d1c";

    private const string Missing = "PostgreSQL is not installed (apt-get install postgresql)";

    private static readonly bool IsRoot = Environment.UserName == "root";

    private static readonly string? Given = new ConfigurationBuilder().AddEnvironmentVariables().Build()[DatabaseUrl.Variable] is { Length: > 0 } url ? url : null;

    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-postgres-").FullName;
    private readonly List<string> _databases = [];
    private readonly int _port = ServiceProcess.FreePort();
    private bool _isOwn = Given is null;

    /// <summary>The newest PostgreSQL of this machine; null where there is none.</summary>
    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            .OrderBy(folder => int.Parse(Path.GetFileName(folder))).Select(folder => Path.Combine(folder, "bin")).LastOrDefault()
        : null;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A new and empty database; its DATABASE_URL.</summary>
    /// <param name="isPlain">Whether it ends with sslmode=disable; on a server that was given it is as it was given.</param>
    public async Task<string> CreateDatabaseAsync(bool isPlain = false)
    {
        Assert.SkipWhen(_isOwn && Programs is null, $"{Missing}, and {DatabaseUrl.Variable} names no other");
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(Url("postgres"), $"create database {name}");
        _databases.Add(name);
        return isPlain && _isOwn ? $"postgres://{PlainUser}:{Password}@127.0.0.1:{_port}/{name}?sslmode=disable" : Url(name);
    }

    /// <summary>A server that the test may stop and start, also where DATABASE_URL names one.</summary>
    public static async Task<PostgresServer> OwnAsync()
    {
        Assert.SkipWhen(Programs is null, Missing);
        var server = new PostgresServer { _isOwn = true };
        await server.InitializeAsync();
        return server;
    }

    public static async Task ExecuteAsync(string url, string sql)
    {
        await using var connection = await OpenAsync(url);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ReadAsync<T>(string url, string sql)
    {
        await using var connection = await OpenAsync(url);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Whether some bytes are in any of the server's files: tables, write-ahead log, its own log.</summary>
    public bool Holds(string bytes) => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
        .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(bytes)) >= 0);

    public async ValueTask InitializeAsync()
    {
        if (!_isOwn || Programs is null)
        {
            return;
        }

        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, Password);
        Own();
        await RunAsync("initdb", "--pgdata", Data, "--auth", "scram-sha-256", "--username", ServerUser, "--pwfile", password, "--no-sync", "--encoding", "UTF8", "--locale", "C");
        await File.WriteAllTextAsync(Path.Combine(Data, "pg_hba.conf"), $"""
            hostssl   all {ServerUser} 127.0.0.1/32 scram-sha-256
            hostnossl all {PlainUser} 127.0.0.1/32 scram-sha-256

            """);
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        await File.WriteAllTextAsync(Path.Combine(Data, "server.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Data, "server.key"), key.ExportPkcs8PrivateKeyPem());
        Own();
        await RunAsync("/bin/chmod", "600", Path.Combine(Data, "server.key"));
        await StartAsync();
        await ExecuteAsync(Url("postgres"), $"create role {PlainUser} superuser login password '{Password}'");
    }

    public Task StartAsync() => RunAsync(
        "pg_ctl", "--pgdata", Data, "--wait", "--log", Path.Combine(_folder, "log"), "--options",
        $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c ssl=on -c fsync=off -c autovacuum=off -c shared_buffers=8MB -c max_connections=20", "start");

    /// <summary>Breaks every connection, as a server that dies.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "--pgdata", Data, "--wait", "--mode", "immediate", "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await StopAsync();
        }

        foreach (var name in _isOwn ? [] : _databases)
        {
            await ExecuteAsync(Given!, $"drop database {name} with (force)");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Url(string database) => _isOwn
        ? $"postgres://{ServerUser}:{Password}@127.0.0.1:{_port}/{database}"
        : new UriBuilder(Given!) { Path = database }.Uri.AbsoluteUri;

    private static async Task<NpgsqlConnection> OpenAsync(string url)
    {
        var settings = DatabaseUrl.Parse(url);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private void Own()
    {
        if (IsRoot)
        {
            System.Diagnostics.Process.Start("chown", ["-R", ServerUser, _folder]).WaitForExit();
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        string[] line = IsRoot ? ["runuser", "-u", ServerUser, "--", Path.Combine(Programs!, program), .. arguments] : [Path.Combine(Programs!, program), .. arguments];
        // Not redirected for the server, which would hold the pipe open for ever.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > \"$0\" 2>&1 < /dev/null", Path.Combine(_folder, "output"), .. line]) { WorkingDirectory = _folder };
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await File.ReadAllTextAsync(Path.Combine(_folder, "output"))}");
    }
}
