using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Reasonator.Hosting;

namespace Reasonator.Tests.Hosting;

public sealed class ListenUrlsTests
{
    [Theory]
    [InlineData(null, null, null, "http://localhost:8080")]
    [InlineData(null, "5000", null, "http://*:5000")]
    [InlineData(null, "5000", "http://*:6000", "http://*:5000")]
    [InlineData(null, null, "http://*:6000", "http://*:6000")]
    [InlineData("http://*:7000", "5000", "http://*:6000", "http://*:7000")]
    [InlineData("http://localhost:0", null, null, "http://127.0.0.1:0")]
    public void The_option_wins_over_PORT_and_PORT_over_the_frameworks_variable(string? urls, string? port, string? aspnetcore, string bound) =>
        Assert.Equal([bound], ListenUrls.Resolve(urls, port, aspnetcore, local: false));

    [Theory]
    [InlineData("http://*:80", "http://localhost:80")]
    [InlineData("http://+:80", "http://localhost:80")]
    [InlineData("http://0.0.0.0:80", "http://localhost:80")]
    [InlineData("http://[::]:80", "http://localhost:80")]
    [InlineData("http://some-name:80", "http://localhost:80")]
    [InlineData("http://*:0", "http://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:80", "http://127.0.0.1:80")]
    [InlineData("http://[::1]:80", "http://[::1]:80")]
    public void Development_without_a_vault_is_narrowed_to_loopback(string urls, string bound) =>
        Assert.Equal([bound], ListenUrls.Resolve(urls, null, null, local: true));

    [Fact]
    public void Several_addresses_are_taken_and_equal_ones_once() =>
        Assert.Equal(
            ["http://localhost:80", "http://127.0.0.1:81"],
            ListenUrls.Resolve("http://*:80; http://0.0.0.0:80;http://127.0.0.1:81", null, null, local: true));

    [Theory]
    [InlineData("nonsense", null)]
    [InlineData("http://*:70000", null)]
    [InlineData("http://*:80/base", null)]
    [InlineData("https://*:80", null)]
    [InlineData("http://unix:/tmp/x.sock", null)]
    [InlineData(";", null)]
    [InlineData(null, "abc")]
    [InlineData(null, "70000")]
    [InlineData(null, "-1")]
    public void What_cannot_be_bound_is_refused_with_a_sentence(string? urls, string? port) =>
        Assert.Throws<ConfigurationException>(() => ListenUrls.Resolve(urls, port, null, local: false));

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.10", false)]
    [InlineData("::1", false)]
    public void An_endpoint_that_other_machines_reach_is_refused_before_it_is_bound(string address, bool refused)
    {
        var kestrel = new KestrelServerOptions();
        kestrel.ConfigureEndpointDefaults(ListenUrls.RequireLoopback);

        var fault = Record.Exception(() => kestrel.Listen(IPAddress.Parse(address), 80));

        Assert.Equal(refused ? typeof(ConfigurationException) : null, fault?.GetType());
    }
}
