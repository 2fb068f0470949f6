using System.Net;
using System.Text.RegularExpressions;
using Reasonator.Tests.Documents;
using Reasonator.Tests.Modeling;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Process;

/// <summary>
/// The process as a stranger starts it: none of the variables by which a dependency knows that it is watched (CI), an empty
/// home and an empty folder for temporary files. strace sees every connection and every name look-up.
/// </summary>
public sealed partial class OutboundTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory();
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory();
    private readonly string _calls = Path.GetTempFileName();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("score Profit")]
    [InlineData("score --explain Profit")]
    [InlineData("model selftest")]
    [InlineData("model info")]
    [InlineData("ops plan --env staging --dry-run")]
    [InlineData("--help")]
    public async Task A_verb_that_needs_no_network_connects_to_nothing_and_leaves_no_file(string arguments)
    {
        await using var verb = Start(arguments.Split(' '));

        Assert.Equal(0, await ExitAsync(verb));

        Assert.Empty(Connections());
        Assert.Empty(LookUps());
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_service_without_configuration_connects_to_nothing_and_leaves_no_file()
    {
        using var port = new ReservedPort();
        await using var service = Start(["serve", "--urls", $"http://127.0.0.1:{port}"], port.Number);
        await service.ReadyAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.ScoreAsync(["Profit rises"], stop: Stop)).StatusCode);

        service.Terminate();
        Assert.Equal(0, await ExitAsync(service));

        Assert.Empty(Connections());
        Assert.Empty(LookUps());
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_service_connects_to_its_vault_and_its_database_and_nowhere_else()
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "dev";
        var database = await postgres.CreateDatabaseAsync();
        using var port = new ReservedPort();
        var environment = BootTests.Staging(vault);
        environment["DATABASE_URL"] = database;
        await using var service = Start(["serve", "--urls", $"http://127.0.0.1:{port}"], port.Number, environment);
        await service.ReadyAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.ScoreAsync(["Profit rises"], stop: Stop)).StatusCode);

        service.Terminate();
        Assert.Equal(0, await ExitAsync(service));

        Assert.Equal(new[] { new Uri(environment["INFISICAL_HOST"]).Port, new Uri(database).Port }.Order(), Connections().Select(to => to.Port).Distinct().Order());
        Assert.All(Connections(), to => Assert.True(IPAddress.IsLoopback(to.Address), $"{to}"));
        Assert.Empty(LookUps());
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_model_is_built_without_a_connection_or_a_file_elsewhere()
    {
        using var checkpoint = new SmallCheckpoint();
        await using var build = Start(["model", "build", "--from", checkpoint.Folder, "--out", checkpoint.Out]);

        Assert.Equal(0, await ExitAsync(build));

        Assert.Empty(Connections());
        Assert.Empty(LookUps());
        Assert.Empty(Left());
    }

    [Fact]
    public void SECURITY_md_names_every_address_that_the_program_knows_by_itself()
    {
        var named = new Document("SECURITY.md").Rows("## Where the process connects").Select(row => row[1]).ToArray();
        var known = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => Address().Matches(File.ReadAllText(path)).Select(match => match.Groups["host"].Value.Split(':')[0]))
            .Where(host => !host.EndsWith(".example", StringComparison.Ordinal) && !host.Contains('{') && host is not ("localhost" or "127.0.0.1" or "*"))
            .Distinct();

        Assert.NotEmpty(known);
        Assert.All(known, host => Assert.Contains(named, cell => cell.Contains(host, StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _home.Delete(recursive: true);
        _temporary.Delete(recursive: true);
        File.Delete(_calls);
    }

    private ServiceProcess Start(string[] arguments, int port = 0, IReadOnlyDictionary<string, string>? environment = null)
    {
        Installed.Require("strace");
        string[] line = ["strace", "-D", "-f", "-q", "-e", "trace=connect,sendto,sendmsg,sendmmsg,openat", "-o", _calls, ServiceProcess.Binary, .. arguments];
        return ServiceProcess.StartBare(line, new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
        {
            ["HOME"] = _home.FullName,
            ["TMPDIR"] = _temporary.FullName,
        }, port);
    }

    /// <summary>Waits until strace, which is not its parent, has written of its end too.</summary>
    private async Task<int> ExitAsync(ServiceProcess process)
    {
        var code = await process.ExitAsync(Stop);
        await Eventually.TrueAsync("strace has written of the end", () => File.ReadLines(_calls).Any(line => Regex.IsMatch(line, $@"^{process.Id}\s+\+\+\+")), Stop);
        return code;
    }

    /// <summary>Every address of TCP or UDP that the process or its children have connected or sent to.</summary>
    private IReadOnlyList<IPEndPoint> Connections() => [.. File.ReadLines(_calls).Select(line => Connection().Match(line)).Where(match => match.Success)
        .Select(match => new IPEndPoint(IPAddress.Parse(match.Groups["address"].Value), int.Parse(match.Groups["port"].Value)))];

    /// <summary>Files that a resolver reads before it asks for a name.</summary>
    private IReadOnlyList<string> LookUps() => [.. File.ReadLines(_calls).Where(line => line.Contains("resolv.conf") || line.Contains("nscd") || line.Contains("/etc/hosts"))];

    private IReadOnlyList<string> Left() => [.. new[] { _home, _temporary }.SelectMany(folder => folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories)).Select(entry => entry.FullName)];

    [GeneratedRegex("""sin6?_port=htons\((?<port>\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"(?<address>[^"]+)""")]
    private static partial Regex Connection();

    [GeneratedRegex("""["@$]https?://(?<host>[^/"]+)""")]
    private static partial Regex Address();
}
