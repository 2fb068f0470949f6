using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hosting;

/// <summary>
/// The service with the same rules and other limits: short where a test waits for one to pass, and else so long that no machine is
/// too slow for them.
/// </summary>
internal static class ImpatientApp
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1.5);

    public static ReasonatorApp Create(bool headers = false, bool idle = false, bool body = false) => new()
    {
        Replacing = services => services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.RequestHeadersTimeout = headers ? Short : Eventually.Deadline;
            kestrel.Limits.KeepAliveTimeout = idle ? Short : Eventually.Deadline;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, body ? Short : Eventually.Deadline);
        }),
    };
}
