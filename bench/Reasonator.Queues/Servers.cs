namespace Reasonator.Queues;

/// <summary>A server a mode, so that two can be measured at once without sharing 20 connections.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly Dictionary<string, Server> _servers = [];

    public Server this[string mode] => _servers[mode];

    public static async Task<Servers> StartAsync()
    {
        var servers = new Servers();
        foreach (var mode in (string[])["none", .. Plan.Queues])
        {
            servers._servers[mode] = await Server.StartAsync();
        }

        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }
}
