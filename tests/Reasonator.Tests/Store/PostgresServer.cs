using System.Text;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reasonator.Store;

namespace Reasonator.Tests.Store;

/// <summary>
/// Empty databases for tests. They are on a PostgreSQL of its own on a free port, which wants TLS, as the platform's does, and
/// is removed with the test; or on the one that DATABASE_URL names. Without either the test that asks for one is skipped.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    // The one user who comes without TLS, and only so.
    private const string PlainUser = "rack";

    private const string Password = "geheim-7d1c";

    private const string Missing = "PostgreSQL is not installed (apt-get install postgresql)";

    private static readonly string? Given = new ConfigurationBuilder().AddEnvironmentVariables().Build()[DatabaseUrl.Variable] is { Length: > 0 } url ? url : null;

    // Kept while the server is stopped: then connections are refused, and nobody else takes it.
    private readonly ReservedPort _port = new();
    private readonly List<string> _databases = [];
    private PostgresProcess? _own;
    private bool _isOwn = Given is null;
    private string? _address;

    /// <summary>The driver reads libpq's variables: those that a developer exported for another database must not reach these.</summary>
    static PostgresServer()
    {
        var names = Given is null ? Environment.GetEnvironmentVariables().Keys.Cast<string>() : [];
        foreach (var name in names.Where(name => name.StartsWith("PG", StringComparison.Ordinal)))
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    /// <summary>A new and empty database; its DATABASE_URL.</summary>
    /// <param name="isPlain">Whether it ends with sslmode=disable; on a server that was given it is as it was given.</param>
    public async Task<string> CreateDatabaseAsync(bool isPlain = false)
    {
        Assert.SkipWhen(_isOwn && PostgresProcess.Programs is null, $"{Missing}, and {DatabaseUrl.Variable} names no other");
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(Url("postgres"), $"create database {name}");
        _databases.Add(name);
        return isPlain && _isOwn ? $"postgres://{PlainUser}:{Password}@127.0.0.1:{_port}/{name}?sslmode=disable" : Url(name);
    }

    /// <summary>A server that the test may stop and start, also where DATABASE_URL names one.</summary>
    /// <param name="address">One of this machine that it listens on besides the loopback's; null for none.</param>
    public static async Task<PostgresServer> OwnAsync(string? address = null)
    {
        Assert.SkipWhen(PostgresProcess.Programs is null, Missing);
        var server = new PostgresServer { _isOwn = true, _address = address };
        await server.InitializeAsync();
        return server;
    }

    /// <summary>The driver's settings for a database, without the service's limits of seconds, which a loaded machine does not keep.</summary>
    internal static NpgsqlConnectionStringBuilder Settings(string url)
    {
        var settings = DatabaseUrl.Parse(url);
        settings.Timeout = settings.CommandTimeout = (int)Eventually.Deadline.TotalSeconds;
        return settings;
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

    /// <summary>The file of its certificate, which nobody signed: localhost's.</summary>
    public string Certificate => _own!.Certificate;

    /// <summary>Whether some bytes are in any of the server's files: tables, write-ahead log; or in its own log.</summary>
    public bool Holds(string bytes) => _own!.Traces.Any(trace => trace.AsSpan().IndexOf(Encoding.UTF8.GetBytes(bytes)) >= 0);

    public async ValueTask InitializeAsync()
    {
        if (!_isOwn || PostgresProcess.Programs is null)
        {
            return;
        }

        _own = new PostgresProcess(_port.Number, _address is null ? "127.0.0.1" : $"127.0.0.1,{_address}");
        await _own.CreateAsync(Password, $"""
            hostssl   all {PostgresProcess.User} 127.0.0.1/32 scram-sha-256
            hostnossl all {PlainUser} 127.0.0.1/32 scram-sha-256
            hostssl   all {PostgresProcess.User} {_address ?? "127.0.0.1"}/30 scram-sha-256

            """);
        await StartAsync();
        await ExecuteAsync(Url("postgres"), $"create role {PlainUser} superuser login password '{Password}'");
    }

    public Task StartAsync() => _own!.StartAsync();

    /// <summary>Breaks every connection, as a server that dies.</summary>
    public Task StopAsync() => _own!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using var port = _port;
        if (_own is not null)
        {
            await _own.DisposeAsync();
            return;
        }

        foreach (var name in _databases)
        {
            await ExecuteAsync(Given!, $"drop database {name} with (force)");
        }
    }

    private string Url(string database) => _isOwn
        ? $"postgres://{PostgresProcess.User}:{Password}@127.0.0.1:{_port}/{database}"
        : new UriBuilder(Given!) { Path = database }.Uri.AbsoluteUri;

    private static async Task<NpgsqlConnection> OpenAsync(string url)
    {
        var settings = Settings(url);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
