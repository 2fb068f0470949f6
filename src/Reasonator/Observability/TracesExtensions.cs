using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using Reasonator.Hosting;
using Reasonator.Pipeline;

namespace Reasonator.Observability;

/// <summary>A span a request and one for each of its stages, sent to a collector where one is configured.</summary>
internal static class TracesExtensions
{
    private const string HostSource = "Microsoft.AspNetCore";

    public static void AddServiceTraces(this WebApplicationBuilder builder, ServiceOptions options)
    {
        if (options.Traces is { } traces)
        {
            Export(builder, traces);
        }
    }

    /// <summary>Names the request's span; what its caller wrote stays out of it.</summary>
    public static void UseServiceTraces(this WebApplication app, ServiceOptions options)
    {
        if (options.Traces is not null)
        {
            app.Use(next => context => DescribeAsync(context, next));
        }
    }

    // Not inlined: else the exporter would be loaded, and resident, where nothing is exported.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Export(WebApplicationBuilder builder, TraceOptions traces) =>
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
            .AddSource(HostSource, StageSpans.SourceName)
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = traces.Endpoint;
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                // A collector that hangs must not hold a stop for longer.
                otlp.TimeoutMilliseconds = 3000;
            }));

    private static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        if (Activity.Current is not { Source.Name: HostSource, Recorded: true } span)
        {
            await next(context);
            return;
        }

        // Trace and parent are the caller's; whatever else it put there stays here.
        span.TraceStateString = null;
        await next(context);
        var (method, route, status) = (RequestLabels.Method(context), RequestLabels.Route(context), context.Response.StatusCode);
        span.DisplayName = $"{method} {route}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        span.SetStatus(status >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    }
}
