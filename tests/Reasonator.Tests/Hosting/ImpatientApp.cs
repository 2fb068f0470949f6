using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hosting;

/// <summary>The service with the same rules and less patience, so that a test need not wait for ten seconds.</summary>
internal static class ImpatientApp
{
    public static ReasonatorApp Create() => new()
    {
        Replacing = services => services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.5));
        }),
    };
}
