using System.Diagnostics;
using Serilog.AspNetCore;
using Serilog.Events;

namespace Reasonator.Observability;

/// <summary>One line a request: what was asked for by route, never by what the caller wrote in path, query, headers or body.</summary>
internal static class RequestLog
{
    public static void Configure(RequestLoggingOptions options)
    {
        options.MessageTemplate = "{Method} {Route} {StatusCode} in {Elapsed:0.0} ms";
        options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
        [
            Property("Method", RequestLabels.Method(context)),
            Property("Route", RequestLabels.Route(context)),
            Property("StatusCode", status),
            Property("Elapsed", Math.Round(elapsed, 1)),
            Property("RequestId", context.TraceIdentifier),
            Property("TraceId", Activity.Current?.TraceId.ToHexString()),
        ];
        // A client's mistake is no error, and a service that fails logs the fault itself.
        options.GetLevel = (_, _, fault) => fault is null ? LogEventLevel.Information : LogEventLevel.Warning;
    }

    private static LogEventProperty Property(string name, object? value) => new(name, new ScalarValue(value));
}
