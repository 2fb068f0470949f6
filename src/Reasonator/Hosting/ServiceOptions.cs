using System.Globalization;
using Reasonator.Observability;
using Reasonator.Store;
using Reasonator.Vault;

namespace Reasonator.Hosting;

/// <summary>What the environment and the command line say about this process; read once, checked before anything starts.</summary>
internal sealed record ServiceOptions
{
    public const string EmbeddedModel = "finbert-mini";
    public const long DefaultCacheBytes = 8 << 20;

    private const int MostProxies = 5;

    // More than any box for this service has.
    private const long MostCacheBytes = 1 << 30;

    public required DeploymentEnvironment Environment { get; init; }

    /// <summary>Shown in <c>/v1/info</c>; it gates the callers' surfaces, nothing here.</summary>
    public string? Flag { get; init; }

    /// <summary>The folder of the model to serve.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>The most memory that remembered scores may take; 0 remembers none.</summary>
    public long CacheBytes { get; init; } = DefaultCacheBytes;

    /// <summary>Where scores are kept, and how many.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>Where traces go; null for nowhere.</summary>
    public TraceOptions? Traces { get; init; }

    /// <summary>The addresses to bind.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>Proxies before this process whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed; 0 believes nobody.</summary>
    public int TrustedProxies { get; init; }

    /// <summary>Where the secrets are; null where no vault is configured.</summary>
    public VaultOptions? Vault { get; init; }

    /// <summary>Development without a vault: the token is known to all, so only this machine may reach the port.</summary>
    public bool OpenToThisMachineOnly => IsLocal(Environment, Vault);

    /// <summary>Reads the environment variables and the command line's <c>--urls</c> and <c>--trusted-proxies</c>.</summary>
    /// <exception cref="ConfigurationException">A value is not one of those that can be served.</exception>
    public static ServiceOptions Read(IConfiguration configuration, string? urls, int trustedProxies = 0)
    {
        var environment = ReadEnvironment(configuration["ENV"]);
        var vault = VaultOptions.From(configuration, VaultSlug(environment));
        return new ServiceOptions
        {
            Environment = environment,
            Flag = configuration["FLAG_REASONATOR"],
            ModelFolder = ReadModelFolder(configuration),
            CacheBytes = ReadCacheBytes(configuration["CACHE_BYTES"]),
            Store = StoreOptions.Read(configuration),
            Traces = TraceOptions.Read(configuration),
            Urls = ListenUrls.Resolve(urls, configuration["PORT"], configuration["ASPNETCORE_URLS"], IsLocal(environment, vault)),
            TrustedProxies = trustedProxies is >= 0 and <= MostProxies
                ? trustedProxies
                : throw new ConfigurationException($"--trusted-proxies is {trustedProxies}: give the number of proxies that every request passes, from 0 to {MostProxies}."),
            Vault = vault,
        };
    }

    /// <summary>The folder of the chosen model: in <c>MODELS_DIR</c>, or beside the binary.</summary>
    /// <param name="configuration">The environment variables.</param>
    /// <param name="named">The model that the command line names; null for the one that <c>MODEL</c> chooses.</param>
    public static string ReadModelFolder(IConfiguration configuration, string? named = null)
    {
        var models = configuration["MODELS_DIR"] is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "models");
        var name = named ?? (configuration["MODEL"] is { Length: > 0 } chosen ? chosen : EmbeddedModel);
        return name == Path.GetFileName(name) && name is not ("." or "..")
            ? Path.Combine(models, name)
            : throw new ConfigurationException("MODEL (--name) must be the name of a folder in the models folder, such as finbert-mini.");
    }

    private static long ReadCacheBytes(string? value) => value switch
    {
        null or "" => DefaultCacheBytes,
        _ when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= MostCacheBytes => bytes,
        _ => throw new ConfigurationException($"CACHE_BYTES is '{value}': give a number of bytes from 0 (no cache) to {MostCacheBytes}, or leave it out for {DefaultCacheBytes}."),
    };

    private static bool IsLocal(DeploymentEnvironment environment, VaultOptions? vault) =>
        environment == DeploymentEnvironment.Development && vault is null;

    private static string VaultSlug(DeploymentEnvironment environment) => environment switch
    {
        DeploymentEnvironment.Development => "dev",
        DeploymentEnvironment.Staging => "staging",
        _ => "prod",
    };

    private static DeploymentEnvironment ReadEnvironment(string? value) => value switch
    {
        null or "" or "development" => DeploymentEnvironment.Development,
        "staging" => DeploymentEnvironment.Staging,
        "production" => DeploymentEnvironment.Production,
        _ => throw new ConfigurationException($"ENV is '{value}': set it to development, staging or production, or leave it out for development."),
    };
}
