using System.Runtime.CompilerServices;
using Reasonator.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Reasonator.Observability;

internal static class ObservabilityExtensions
{
    public static void AddObservability(this WebApplicationBuilder builder, ServiceOptions options)
    {
        builder.Logging.ClearProviders();
        if (!options.OpenToThisMachineOnly)
        {
            RegisterSentry(builder);
        }

        var output = new LogQueue(StandardOutput(options.Environment).Write);
        builder.Services.AddSingleton(output);
        builder.Services.AddSingleton<ErrorReporting>();
        builder.Services.AddSingleton<Traffic>();
        builder.Services.AddSerilog(
            log =>
            {
                log.MinimumLevel.Information()
                    .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                    .MinimumLevel.Override("System", LogEventLevel.Warning)
                    // What stops the start is told in a sentence on standard error, not as a stack trace here.
                    .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
                    .Enrich.With<NoRequestPath>();
                log.WriteTo.Sink(output);
            },
            // Else two services in one process, as in the tests, would write to whichever log was made last.
            preserveStaticLogger: true,
            // Else errors would stop at Serilog and never reach Sentry's provider.
            writeToProviders: true);
    }

    /// <summary>
    /// Registered, not started: the middleware and the log provider report once the vault has given a DSN. Without a vault
    /// there never is one, and 5 MB need not be resident for it: a method of its own, or its caller's compilation loads the SDK.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RegisterSentry(WebApplicationBuilder builder) => builder.WebHost.UseSentry(ErrorReporting.Register);

    /// <summary>The outermost of our middleware: every answer gets an id and a line.</summary>
    public static void UseRequestLog(this WebApplication app)
    {
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseSerilogRequestLogging(options =>
        {
            options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
            RequestLog.Configure(options);
        });
    }

    /// <summary>Writes a line, for people or for machines. An audit: it throws where it fails, and the loss is counted.</summary>
    private static Logger StandardOutput(DeploymentEnvironment environment)
    {
        var log = new LoggerConfiguration();
        log = environment == DeploymentEnvironment.Development
            ? log.AuditTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: null)
            : log.AuditTo.Console(new CompactJsonFormatter());
        return log.CreateLogger();
    }

    /// <summary>The host's logging scope carries the raw path, and a path may hold whatever a caller wrote.</summary>
    private sealed class NoRequestPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) =>
            logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
