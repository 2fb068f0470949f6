using Microsoft.Extensions.Configuration;
using Reasonator.Hosting;
using Reasonator.Observability;

namespace Reasonator.Tests.Observability;

public sealed class TraceOptionsTests
{
    [Theory]
    [InlineData("https://collector.example.com", "https://collector.example.com/v1/traces")]
    [InlineData("https://collector.example.com:4318/otlp/", "https://collector.example.com:4318/otlp/v1/traces")]
    [InlineData("http://localhost:4318", "http://localhost:4318/v1/traces")]
    [InlineData("http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/traces")]
    [InlineData("http://[::1]:4318/", "http://[::1]:4318/v1/traces")]
    public void Spans_go_below_the_endpoint(string endpoint, string address) =>
        Assert.Equal(address, Read((TraceOptions.EndpointVariable, endpoint))?.Endpoint.AbsoluteUri);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_an_endpoint_there_are_no_traces_whatever_else_is_set(string? endpoint) =>
        Assert.Null(Read((TraceOptions.EndpointVariable, endpoint), (TraceOptions.ProtocolVariable, "grpc"), (TraceOptions.HeadersVariable, "x")));

    [Theory]
    [InlineData("canary")]
    [InlineData("/canary")]
    [InlineData("ftp://canary.example.com")]
    [InlineData("http://canary.example.com:4318")]
    [InlineData("http://10.0.0.7:4318/canary")]
    [InlineData("https://user:canary@collector.example.com")]
    [InlineData("https://collector.example.com/?key=canary")]
    [InlineData("https://collector.example.com/#canary")]
    public void An_endpoint_that_would_leak_or_cannot_work_is_refused_without_being_told(string endpoint)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Read((TraceOptions.EndpointVariable, endpoint)));

        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT must be an https URL", refused.Message);
        Assert.DoesNotContain("canary", refused.Message);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("x-key=canary,canary")]
    [InlineData("=canary")]
    public void Headers_that_are_none_are_refused_without_being_told(string headers)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Read((TraceOptions.EndpointVariable, "https://c.example.com"), (TraceOptions.HeadersVariable, headers)));

        Assert.Contains("OTEL_EXPORTER_OTLP_HEADERS", refused.Message);
        Assert.DoesNotContain("canary", refused.Message);
    }

    [Fact]
    public void Another_protocol_than_the_one_that_is_spoken_is_refused()
    {
        (string, string?) endpoint = (TraceOptions.EndpointVariable, "https://c.example.com");

        Assert.NotNull(Read(endpoint, (TraceOptions.ProtocolVariable, "http/protobuf"), (TraceOptions.HeadersVariable, "x-key=a%20b,x-other=c=d")));
        Assert.Contains("http/protobuf", Assert.Throws<ConfigurationException>(() => Read(endpoint, (TraceOptions.ProtocolVariable, "grpc"))).Message);
    }

    private static TraceOptions? Read(params (string Name, string? Value)[] settings) =>
        TraceOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build());
}
