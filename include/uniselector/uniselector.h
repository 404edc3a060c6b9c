// Everything a host needs to route: include this one header.
#pragma once

#include <uniselector/center.h>
#include <uniselector/clock.h>
#include <uniselector/engine.h>
#include <uniselector/event.h>
#include <uniselector/requests.h>
#include <uniselector/status.h>
#include <uniselector/time.h>
#include <uniselector/types.h>
#include <uniselector/version.h>
#include <uniselector/views.h>
