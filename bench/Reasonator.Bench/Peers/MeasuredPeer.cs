namespace Reasonator.Bench.Peers;

/// <summary>What is known of transformers.js beside the rounds.</summary>
/// <param name="Setting">Its best, which all of its figures are of.</param>
/// <param name="Agreement">Share of the texts with the service's label.</param>
/// <param name="Footprint">Its start and memory, all of its processes together.</param>
internal sealed record MeasuredPeer(PeerSetting Setting, double Agreement, Footprint Footprint);
