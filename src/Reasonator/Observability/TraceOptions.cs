using Reasonator.Hosting;

namespace Reasonator.Observability;

/// <summary>Where traces go.</summary>
/// <param name="Endpoint">Takes the spans, by OTLP over HTTP.</param>
internal sealed record TraceOptions(Uri Endpoint)
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";
    public const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>Null where no collector is configured.</summary>
    /// <exception cref="ConfigurationException">It is configured and cannot work.</exception>
    public static TraceOptions? Read(IConfiguration configuration)
    {
        if (configuration[EndpointVariable] is not { Length: > 0 } endpoint)
        {
            return null;
        }

        if (configuration[ProtocolVariable] is not (null or "" or "http/protobuf"))
        {
            throw new ConfigurationException($"{ProtocolVariable} must be http/protobuf, or be left out: traces are sent no other way.");
        }

        // The exporter reads them itself; its own complaint would come with the first export, and in no log.
        if (configuration[HeadersVariable] is { Length: > 0 } headers && !headers.Split(',').All(IsHeader))
        {
            throw new ConfigurationException($"{HeadersVariable} must be name=value pairs with commas between them; the values are percent-encoded.");
        }

        return new TraceOptions(Address(endpoint));
    }

    private static bool IsHeader(string pair) => pair.IndexOf('=') > 0;

    // The headers beside it may hold the collector's key, which must not cross a network in the clear. A user name or a
    // query would be a secret in an address, and addresses get logged.
    private static Uri Address(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
        && PrivateUrl.Is(uri)
        && uri is { UserInfo: "", Query: "", Fragment: "" }
            ? new Uri($"{uri.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1/traces")
            : throw new ConfigurationException(
                $"{EndpointVariable} must be an https URL such as https://collector.example.com:4318 (http only to a loopback host), " +
                "without a user name or a query: correct it, or leave it out for no traces.");
}
