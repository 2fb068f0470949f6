using Reasonator.Batches;
using Reasonator.Contract;
using Reasonator.Drift;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Inference.Runtime;
using Reasonator.Models;
using Reasonator.Observability;
using Reasonator.OperatorConsole;
using Reasonator.Ops;
using Reasonator.Pipeline;
using Reasonator.Scoring;
using Reasonator.Security;
using Reasonator.Store;
using Reasonator.Tracing;

return await ReasonatorCommand.RunAsync(args, static async serve =>
{
    // Before anything allocates
    NativeHeap.Tune();

    // What the process needs
    var builder = WebApplication.CreateSlimBuilder(serve.Host);
    var options = ServiceOptions.Read(builder.Configuration, serve.Urls, serve.TrustedProxies);
    // On another core, while this one puts the host together
    _ = Task.Run(() => ModelLoader.Warm(options.ModelFolder));
    builder.AddHosting(options);
    builder.AddSecurity();
    builder.AddObservability(options);
    builder.AddServiceMetrics();
    builder.AddServiceTraces(options);
    builder.AddModels();
    builder.AddPipeline(options);
    builder.AddStore(options);
    builder.AddBatches();
    builder.AddTracing();
    builder.AddDrift();
    builder.AddConsole();
    builder.AddHealth();
    builder.AddContract();

    // What it does, in the order a request meets it
    var app = builder.Build();
    app.UseSecurityHeaders(options);
    app.UseRequestLog();
    app.UseServiceMetrics();
    app.UseServiceTraces(options);
    app.UseErrors();
    app.UseRouting();
    app.UseTokens();
    app.UseStoreGate();
    app.MapHealth();
    app.MapScoring();
    app.MapBatches();
    app.MapTracing();
    app.MapDrift();
    app.MapInfo();
    app.MapServiceMetrics();
    app.MapContract();
    app.MapConsole();
    return await app.ServeAsync();
});
