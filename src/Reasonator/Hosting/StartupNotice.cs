using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Reasonator.Hosting;

/// <summary>Tells a developer what to type.</summary>
internal sealed partial class StartupNotice(ServiceOptions options, IConfiguration configuration, IServer server, ILogger<StartupNotice> logger)
{
    /// <summary>The first bound address, as a caller on this machine writes it.</summary>
    private string Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?
        .Replace("[::]", "localhost").Replace("0.0.0.0", "localhost") ?? "";

    /// <summary>Warns of addresses that are configured in a place that is not read.</summary>
    public void Started()
    {
        if (configuration.GetSection("Kestrel").Exists())
        {
            Log.SectionIgnored(logger, Address);
        }
    }

    public void Ready()
    {
        if (options.OpenToThisMachineOnly)
        {
            Log.Try(logger, $$"""curl -s {{Address}}/v1/score -H 'Authorization: Bearer dev' -H 'Content-Type: application/json' -d '{"items":[{"text":"Apple raises guidance after record quarter"}]}'""");
        }
        else
        {
            Log.Listening(logger, Address);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Try: {Curl}")]
        public static partial void Try(ILogger logger, string curl);

        [LoggerMessage(2, LogLevel.Information, "Listening on {Address}")]
        public static partial void Listening(ILogger logger, string address);

        [LoggerMessage(3, LogLevel.Warning, "The configuration section Kestrel is not read, this listens on {Address}: remove the section, and set PORT or give --urls")]
        public static partial void SectionIgnored(ILogger logger, string address);
    }
}
