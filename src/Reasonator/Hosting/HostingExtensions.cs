using Microsoft.AspNetCore.Connections;
using Reasonator.Inference.Runtime;

namespace Reasonator.Hosting;

internal static class HostingExtensions
{
    public static void AddHosting(this WebApplicationBuilder builder, ServiceOptions options)
    {
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ConnectionLimits.Set(kestrel.Limits);
            // An empty section: the framework's own, Kestrel:Endpoints, would replace the addresses above, unchecked.
            kestrel.Configure();
            if (options.OpenToThisMachineOnly)
            {
                kestrel.ConfigureEndpointDefaults(ListenUrls.RequireLoopback);
            }
        });
        // Inside the platform's 30 s, with room to send the last answers and reports.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Uptime>();
        builder.Services.AddSingleton<SecretSource>();
        builder.Services.AddSingleton<SecretKeeper>();
        builder.Services.AddSingleton<StartupNotice>();
        builder.Services.AddSingleton<ProcessEnd>();
        builder.Services.AddSingleton<ResidentMemory>();
        builder.Services.AddHostedService<HangWatch>();
        builder.Services.AddHostedService<Boot>();
        builder.Services.AddHostedService<Drain>();
    }

    /// <summary>Serves until the process is told to stop; the exit code.</summary>
    public static async Task<int> ServeAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{e.Message.TrimEnd('.')}: stop the other process, or choose another with PORT or --urls.");
            return Ops.ReasonatorCommand.Failed;
        }
    }
}
